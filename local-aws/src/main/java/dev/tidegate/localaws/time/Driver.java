package dev.tidegate.localaws.time;

import dev.tidegate.localaws.world.World;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/** The one way to the world. Any thread may call; calls run one after the other. */
public interface Driver extends AutoCloseable {

  /** Brings the world up to now, then asks it or changes it. */
  <T> T call(Function<World, T> question);

  /** As {@link #call}, without an answer. */
  default void run(Consumer<World> change) {
    Boolean done =
        call(
            world -> {
              change.accept(world);
              return Boolean.TRUE;
            });
    assert done;
  }

  /** World time. */
  default Instant now() {
    return call(world -> world.kernel().now());
  }

  @Override
  void close();
}
