package dev.tidegate.controller.loop;

import dev.tidegate.controller.credit.CreditReport;
import dev.tidegate.controller.ledger.JournalCodec;
import dev.tidegate.controller.model.FleetView;
import dev.tidegate.controller.model.Identity;
import dev.tidegate.controller.model.Observed;
import dev.tidegate.controller.model.QueueView;
import dev.tidegate.controller.model.ServiceRef;
import dev.tidegate.controller.model.ServiceView;
import dev.tidegate.controller.model.SessionView;
import dev.tidegate.controller.model.TargetGroupView;
import dev.tidegate.controller.model.TargetPoolSpec;
import dev.tidegate.controller.model.TargetView;
import dev.tidegate.controller.model.TaskView;
import dev.tidegate.controller.plan.ControllerConfig;
import dev.tidegate.controller.plan.Journal;
import dev.tidegate.controller.plan.Leadership;
import dev.tidegate.controller.plan.Snapshot;
import dev.tidegate.controller.port.Cloud;
import dev.tidegate.controller.port.Fleet;
import dev.tidegate.controller.port.PortException;
import dev.tidegate.controller.rotation.RotationState;
import dev.tidegate.controller.rotation.Victim;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads everything once per pass. A reading that fails leaves the last one, with its age. */
final class Observer {
  private final ControllerConfig specs;
  private final Cloud cloud;
  private final Fleet fleet;
  private final InstantSource clock;

  private final Map<ServiceRef, Observed<ServiceView>> services = new HashMap<>();
  private final Map<String, Observed<List<TaskView>>> tasks = new HashMap<>();
  private final Map<String, Observed<List<TargetView>>> targets = new HashMap<>();
  private final Map<String, Observed<TargetGroupView>> groups = new HashMap<>();
  private final Map<String, Observed<QueueView>> queues = new HashMap<>();
  private @Nullable Observed<Map<String, String>> instances;
  private @Nullable Observed<FleetView> runtimes;
  private @Nullable Observed<List<SessionView>> sessions;
  private @Nullable Observed<Journal> journal;
  private @Nullable Observed<CreditReport> credits;
  private Instant creditsDue = Instant.EPOCH;

  Observer(ControllerConfig specs, Cloud cloud, Fleet fleet, InstantSource clock) {
    this.specs = specs;
    this.cloud = cloud;
    this.fleet = fleet;
    this.clock = clock;
  }

  Snapshot observe(Supplier<Leadership> leadership) {
    readFleet(leadership.get().epoch());
    readServices();
    specs.clusters().forEach(this::readTasks);
    readInstances();
    specs.targetGroups().forEach(this::readTargets);
    readCredits();
    Map<String, List<TargetView>> victims = readVictimTargets();
    return new Snapshot(
        clock.instant(),
        leadership.get(),
        services,
        tasks,
        known(instances),
        targets,
        groups,
        victims,
        known(runtimes),
        queues,
        known(sessions),
        known(journal),
        known(credits));
  }

  private void readFleet(long epoch) {
    journal = read(journal, () -> JournalCodec.decode(fleet.journal(), epoch));
    runtimes = read(runtimes, fleet::fleet);
    sessions = read(sessions, fleet::sessions);
    readQueues();
  }

  private void readQueues() {
    List<String> names = List.copyOf(specs.queues());
    if (names.isEmpty()) {
      return;
    }
    Observed<List<QueueView>> all = read(null, () -> fleet.queues(names));
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      List<QueueView> views = all.value();
      queues.put(
          name,
          views == null
              ? failed(queues.get(name), all.why())
              : Observed.of(views.get(i), all.at()));
    }
  }

  private void readServices() {
    for (String cluster : specs.clusters()) {
      List<ServiceRef> mine =
          specs.services().stream().filter(s -> s.cluster().equals(cluster)).toList();
      Observed<Map<ServiceRef, ServiceView>> all = read(null, () -> cloud.services(mine));
      for (ServiceRef ref : mine) {
        Map<ServiceRef, ServiceView> views = all.value();
        ServiceView view = views == null ? null : views.get(ref);
        String why = views == null ? all.why() : "there is no service " + ref;
        services.put(
            ref, view == null ? failed(services.get(ref), why) : Observed.of(view, all.at()));
      }
    }
  }

  private void readTasks(String cluster) {
    Observed<List<TaskView>> before = tasks.get(cluster);
    Set<String> living = new TreeSet<>();
    if (before != null && before.value() != null) {
      before.value().stream().filter(t -> !t.gone()).forEach(t -> living.add(t.arn()));
    }
    tasks.put(cluster, read(before, () -> tasksWithProtections(cluster, living)));
  }

  private List<TaskView> tasksWithProtections(String cluster, Set<String> living) {
    Set<String> names =
        specs.services().stream().map(ServiceRef::service).collect(Collectors.toSet());
    List<TaskView> mine =
        cloud.tasks(cluster, living).stream().filter(t -> names.contains(t.service())).toList();
    List<String> serving = mine.stream().filter(TaskView::serving).map(TaskView::arn).toList();
    Map<String, Instant> until = serving.isEmpty() ? Map.of() : cloud.protections(cluster, serving);
    return mine.stream().map(t -> t.withProtection(until.get(t.arn()))).toList();
  }

  private void readInstances() {
    instances =
        read(
            instances,
            () -> {
              Map<String, String> all = new HashMap<>();
              for (String cluster : specs.clusters()) {
                all.putAll(cloud.instances(cluster, hosts(cluster)));
              }
              return Map.copyOf(all);
            });
  }

  private Set<String> hosts(String cluster) {
    Set<String> hosts = new TreeSet<>();
    Observed<List<TaskView>> observed = tasks.get(cluster);
    if (observed != null && observed.value() != null) {
      for (TaskView task : observed.value()) {
        if (task.containerInstanceArn() != null && !task.gone()) {
          hosts.add(task.containerInstanceArn());
        }
      }
    }
    return hosts;
  }

  private void readTargets(String group) {
    targets.put(group, read(targets.get(group), () -> cloud.targets(group)));
    groups.put(group, read(groups.get(group), () -> cloud.targetGroup(group)));
  }

  /** Absence from a list proves nothing: a victim's targets are asked for one by one. */
  private Map<String, List<TargetView>> readVictimTargets() {
    Map<String, List<TargetView>> found = new HashMap<>();
    Journal notes = journal == null ? null : journal.fresh().orElse(null);
    if (notes == null) {
      return found;
    }
    for (RotationState rotation : notes.rotations()) {
      Victim victim = rotation.victim();
      if (victim != null && !rotation.holdsSurge()) {
        ask(rotation.pool(), victim.taskArn(), found);
      }
    }
    return found;
  }

  private void ask(String pool, String taskArn, Map<String, List<TargetView>> found) {
    Map<String, String> ids = known(instances).value();
    Identity identity = new Identity(ids == null ? Map.of() : ids, List.of(), List.of());
    for (TargetPoolSpec spec : specs.targetPools()) {
      ServiceView service = known(services.get(spec.service())).value();
      List<TaskView> all = known(tasks.get(spec.service().cluster())).value();
      if (!spec.name().equals(pool) || service == null || all == null) {
        continue;
      }
      for (TaskView task : all) {
        if (task.arn().equals(taskArn)) {
          found.put(taskArn, askAll(identity.targetAddresses(service, task)));
        }
      }
    }
  }

  private List<TargetView> askAll(List<Identity.TargetAddress> addresses) {
    List<TargetView> views = new ArrayList<>();
    for (Identity.TargetAddress address : addresses) {
      Observed<TargetView> view =
          read(null, () -> cloud.target(address.targetGroupArn(), address.host(), address.port()));
      if (view.value() == null) {
        return List.of();
      }
      views.add(view.value());
    }
    return views;
  }

  private void readCredits() {
    Instant now = clock.instant();
    if (now.isBefore(creditsDue) && credits != null) {
      return;
    }
    creditsDue = now.plus(specs.controller().creditsEvery());
    Map<String, String> ids = known(instances).value();
    if (ids == null || ids.isEmpty()) {
      credits = failed(credits, "no instance known");
      return;
    }
    credits = read(credits, () -> new CreditReport(cloud.creditBalances(ids.values(), now)));
  }

  private <T> Observed<T> read(@Nullable Observed<T> before, Supplier<T> reading) {
    try {
      T value = reading.get();
      return Observed.of(value, clock.instant());
    } catch (PortException e) {
      return failed(before, e.summary());
    }
  }

  private <T> Observed<T> failed(@Nullable Observed<T> before, String why) {
    Instant now = clock.instant();
    return before == null ? Observed.missing(why, now) : before.failed(why, now);
  }

  private <T> Observed<T> known(@Nullable Observed<T> observed) {
    return observed == null ? Observed.missing("not read yet", clock.instant()) : observed;
  }
}
