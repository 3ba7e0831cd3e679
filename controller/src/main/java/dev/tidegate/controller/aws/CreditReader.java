package dev.tidegate.controller.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** Reads the latest CPUCreditBalance of instances; the metric exists every five minutes only. */
final class CreditReader {
  private static final int METRICS_PER_CALL = 500;
  private static final int PERIOD_SECONDS = 300;
  private static final Duration LOOK_BACK = Duration.ofMinutes(20);
  private static final int MAX_PAGES = 20;

  private final CloudWatchClient cloudWatch;
  private final ApiBudget budget;

  CreditReader(CloudWatchClient cloudWatch, ApiBudget budget) {
    this.cloudWatch = cloudWatch;
    this.budget = budget;
  }

  Map<String, Double> balances(Collection<String> instanceIds, Instant now) {
    Map<String, Double> found = new HashMap<>();
    List<String> ids = List.copyOf(new TreeSet<>(instanceIds));
    for (List<String> some : Batches.of(ids, METRICS_PER_CALL)) {
      read(some, now, found);
    }
    return found;
  }

  private void read(List<String> ids, Instant now, Map<String, Double> found) {
    List<MetricDataQuery> queries = new java.util.ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      queries.add(query("m" + i, ids.get(i)));
    }
    String token = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      budget.spend(ApiFamily.CLOUDWATCH_READ);
      String next = token;
      GetMetricDataResponse answer =
          AwsFailures.call(
              "GetMetricData",
              () ->
                  cloudWatch.getMetricData(
                      r ->
                          r.metricDataQueries(queries)
                              .startTime(now.minus(LOOK_BACK))
                              .endTime(now)
                              .nextToken(next)));
      answer.metricDataResults().stream()
          .filter(r -> !r.values().isEmpty())
          .forEach(
              r ->
                  found.putIfAbsent(
                      ids.get(Integer.parseInt(r.id().substring(1))), r.values().get(0)));
      token = answer.nextToken();
      if (token == null) {
        return;
      }
    }
  }

  private static MetricDataQuery query(String id, String instance) {
    Dimension dimension = Dimension.builder().name("InstanceId").value(instance).build();
    return MetricDataQuery.builder()
        .id(id)
        .metricStat(
            s ->
                s.period(PERIOD_SECONDS)
                    // The lowest of a period counts: an average hides that credits just ran out.
                    .stat("Minimum")
                    .metric(
                        m ->
                            m.namespace("AWS/EC2")
                                .metricName("CPUCreditBalance")
                                .dimensions(dimension)))
        .returnData(true)
        .build();
  }
}
