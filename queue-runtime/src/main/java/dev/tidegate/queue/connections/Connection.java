package dev.tidegate.queue.connections;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the keeper knows about one accepted connection. Safe for use by many threads. */
final class Connection {
  private static final Metadata.Key<String> CLIENT =
      Metadata.Key.of("tidegate-client", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> USER_AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);
  private static final int MAX_NAME = 128;

  private final long id;
  private final Channel channel;
  private final Endpoints endpoints;
  private final long acceptedNanos;
  private final Traffic traffic = new Traffic();
  private final AtomicReference<@Nullable Departure> departure = new AtomicReference<>();
  private final Set<CallTracer> listeners = ConcurrentHashMap.newKeySet();
  private volatile DecayedRate rate;
  private volatile boolean ready;
  private volatile boolean introduced;
  private boolean goAwaySent;
  private volatile String tlsIdentity = "";
  private volatile String client = "";
  private volatile String userAgent = "";

  Connection(long id, Channel channel, long acceptedNanos) {
    this.id = id;
    this.channel = channel;
    this.endpoints = Endpoints.of(channel);
    this.acceptedNanos = acceptedNanos;
    this.rate = DecayedRate.startingAt(acceptedNanos);
  }

  long id() {
    return id;
  }

  Channel channel() {
    return channel;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  Traffic traffic() {
    return traffic;
  }

  long acceptedNanos() {
    return acceptedNanos;
  }

  /** Its client has sent the HTTP/2 settings: only from now on can it understand a GOAWAY. */
  boolean ready() {
    return ready;
  }

  void becomeReady(String identity) {
    tlsIdentity = identity;
    ready = true;
  }

  /** Whose bounce budget it uses: the proven identity where there is one, else the address. */
  String peerKey() {
    return tlsIdentity.isEmpty() ? endpoints.host() : tlsIdentity;
  }

  /** Takes the client's names from its first call. */
  void introduce(Metadata headers) {
    if (!introduced) {
      client = name(headers.get(CLIENT));
      userAgent = name(headers.get(USER_AGENT));
      introduced = true;
    }
  }

  /** The first reason to leave stays. Answers whether this is it. */
  boolean leave(Departure first) {
    return departure.compareAndSet(null, first);
  }

  /** Brings the deadline forward, if it has to leave at all. */
  void hurry(long deadlineNanos) {
    departure.updateAndGet(known -> known == null ? null : known.by(deadlineNanos));
  }

  /** True the first time only. On the connection's event loop. */
  boolean firstGoAway() {
    boolean first = !goAwaySent;
    goAwaySent = true;
    return first;
  }

  @Nullable Departure departure() {
    return departure.get();
  }

  void addListener(CallTracer call) {
    listeners.add(call);
  }

  void removeListener(CallTracer call) {
    listeners.remove(call);
  }

  /** Tells the handlers of calls that asked for it that the connection has to leave. */
  void tellListeners() {
    listeners.forEach(CallTracer::tellLeaving);
  }

  void sampleRate(long nowNanos, double windowNanos) {
    rate = rate.next(traffic.callsBegun.get(), nowNanos, windowNanos);
  }

  ShedCandidate candidate() {
    return new ShedCandidate(
        id,
        ready,
        traffic.callsOpen.get(),
        traffic.streamingOpen.get(),
        traffic.resumableOpen.get(),
        rate.perSecond());
  }

  ConnectionView view(long nowNanos) {
    return new ConnectionView(
        id,
        endpoints.peer(),
        ready ? ConnectionClass.CLIENT : ConnectionClass.PROBE,
        client,
        userAgent,
        tlsIdentity,
        age(nowNanos),
        rate.perSecond(),
        traffic.callsBegun.get(),
        traffic.callsOpen.get(),
        traffic.canResume(),
        traffic.bytesIn.get(),
        traffic.bytesOut.get(),
        departure.get() != null);
  }

  AcceptedView acceptedView(long nowNanos) {
    return new AcceptedView(id, endpoints.peer(), client, age(nowNanos));
  }

  private Duration age(long nowNanos) {
    return Duration.ofNanos(Math.max(0, nowNanos - acceptedNanos));
  }

  private static String name(@Nullable String given) {
    if (given == null) {
      return "";
    }
    return given.length() <= MAX_NAME ? given : given.substring(0, MAX_NAME);
  }
}
