package dev.tidegate.localaws.world.cluster;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Fisher-Yates over any generator; {@link Collections#shuffle} takes only the old kind on 17. */
final class Shuffle {

  private Shuffle() {}

  static void shuffle(List<?> list, RandomGenerator random) {
    for (int i = list.size(); i > 1; i--) {
      Collections.swap(list, i - 1, random.nextInt(i));
    }
  }
}
