package dev.tidegate.localaws.cloudwatch;

import dev.tidegate.localaws.time.Driver;
import dev.tidegate.localaws.world.World;
import dev.tidegate.localaws.world.kernel.Refusal;
import dev.tidegate.localaws.world.metric.MetricKey;
import dev.tidegate.localaws.world.metric.Sample;
import dev.tidegate.localaws.world.metric.Statistic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** The modelled operations of CloudWatch: reading and putting metrics, without metric math. */
public final class CloudWatchFace implements CloudWatchClient {

  private static final int MAX_QUERIES = 500;
  private static final int MAX_DATA = 1000;
  private static final int MAX_STATISTICS_POINTS = 1440;

  private final Driver driver;

  /** Over a world. */
  public CloudWatchFace(Driver driver) {
    this.driver = driver;
  }

  @Override
  public String serviceName() {
    return "monitoring";
  }

  @Override
  public void close() {}

  @Override
  public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
    if (request.namespace() == null || request.namespace().isBlank()) {
      throw new Refusal("MissingParameter", "The parameter Namespace is required.");
    }
    if (request.metricData().size() > MAX_DATA) {
      throw new Refusal(
          "InvalidParameterValue", "At most " + MAX_DATA + " metrics are allowed in one call.");
    }
    driver.run(world -> request.metricData().forEach(d -> put(world, request.namespace(), d)));
    return PutMetricDataResponse.builder().build();
  }

  private static void put(World world, String namespace, MetricDatum datum) {
    if (datum.metricName() == null || (datum.value() == null && !datum.hasValues())) {
      throw new Refusal("MissingParameter", "A metric needs a name and a value.");
    }
    MetricKey key = MetricKey.of(namespace, datum.metricName(), dimensions(datum.dimensions()));
    Instant at = datum.timestamp() == null ? world.kernel().now() : datum.timestamp();
    String unit = datum.unit() == null ? "None" : datum.unitAsString();
    List<Double> values = datum.hasValues() ? datum.values() : List.of(datum.value());
    values.forEach(v -> world.metrics().put(key, at, v, unit));
  }

  @Override
  public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
    if (request.metricDataQueries().isEmpty() || request.metricDataQueries().size() > MAX_QUERIES) {
      throw new Refusal(
          "ValidationError", "Between 1 and " + MAX_QUERIES + " queries are allowed in one call.");
    }
    if (request.startTime() == null || request.endTime() == null) {
      throw new Refusal("MissingParameter", "StartTime and EndTime are required.");
    }
    return driver.call(
        (World world) ->
            GetMetricDataResponse.builder()
                .metricDataResults(
                    request.metricDataQueries().stream()
                        .filter(q -> !Boolean.FALSE.equals(q.returnData()))
                        .map(q -> result(world, request, q))
                        .toList())
                .build());
  }

  private static MetricDataResult result(
      World world, GetMetricDataRequest request, MetricDataQuery query) {
    if (query.expression() != null) {
      throw new UnsupportedOperationException("local-aws does not model metric math");
    }
    MetricStat stat = query.metricStat();
    if (query.id() == null || stat == null || stat.metric() == null || stat.period() == null) {
      throw new Refusal("ValidationError", "A query needs an id, a metric and a period.");
    }
    MetricKey key =
        MetricKey.of(
            stat.metric().namespace(),
            stat.metric().metricName(),
            dimensions(stat.metric().dimensions()));
    List<Sample> samples =
        new ArrayList<>(
            world
                .metrics()
                .read(
                    key,
                    request.startTime(),
                    request.endTime(),
                    Duration.ofSeconds(stat.period()),
                    Statistic.parse(stat.stat())));
    if (request.scanBy() != ScanBy.TIMESTAMP_ASCENDING) {
      // Newest first is what CloudWatch does when it is not told otherwise.
      Collections.reverse(samples);
    }
    return MetricDataResult.builder()
        .id(query.id())
        .label(query.label() == null ? stat.metric().metricName() : query.label())
        .timestamps(samples.stream().map(Sample::at).toList())
        .values(samples.stream().map(Sample::value).toList())
        .statusCode(StatusCode.COMPLETE)
        .build();
  }

  @Override
  public GetMetricStatisticsResponse getMetricStatistics(GetMetricStatisticsRequest request) {
    if (request.period() == null || request.startTime() == null || request.endTime() == null) {
      throw new Refusal("MissingParameter", "Period, StartTime and EndTime are required.");
    }
    if (request.statistics().isEmpty()) {
      throw new Refusal("MissingParameter", "At least one of Statistics is required.");
    }
    MetricKey key =
        MetricKey.of(request.namespace(), request.metricName(), dimensions(request.dimensions()));
    Map<Instant, Map<Statistic, Sample>> points = new TreeMap<>();
    for (String name : request.statisticsAsStrings()) {
      Statistic statistic = Statistic.parse(name);
      List<Sample> samples =
          driver.call(
              (World world) ->
                  world
                      .metrics()
                      .read(
                          key,
                          request.startTime(),
                          request.endTime(),
                          Duration.ofSeconds(request.period()),
                          statistic));
      samples.forEach(
          s ->
              points
                  .computeIfAbsent(s.at(), t -> new EnumMap<>(Statistic.class))
                  .put(statistic, s));
    }
    if (points.size() > MAX_STATISTICS_POINTS) {
      throw new Refusal(
          "InvalidParameterCombination",
          "You have requested more than " + MAX_STATISTICS_POINTS + " datapoints.");
    }
    return GetMetricStatisticsResponse.builder()
        .label(request.metricName())
        .datapoints(points.values().stream().map(CloudWatchFace::datapoint).toList())
        .build();
  }

  private static Datapoint datapoint(Map<Statistic, Sample> samples) {
    Datapoint.Builder point = Datapoint.builder();
    samples.forEach(
        (statistic, sample) -> {
          point.timestamp(sample.at()).unit(sample.unit());
          switch (statistic) {
            case AVERAGE -> point.average(sample.value());
            case SUM -> point.sum(sample.value());
            case MINIMUM -> point.minimum(sample.value());
            case MAXIMUM -> point.maximum(sample.value());
            case SAMPLE_COUNT -> point.sampleCount(sample.value());
          }
        });
    return point.build();
  }

  private static Map<String, String> dimensions(List<Dimension> given) {
    Map<String, String> dimensions = new TreeMap<>();
    given.forEach(d -> dimensions.put(d.name(), d.value()));
    return dimensions;
  }
}
