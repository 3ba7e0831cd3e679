package dev.tidegate.controller.lab;

import java.util.ArrayList;
import java.util.List;

/** All writes of the controller in their order, and the point at which it is to crash. */
public final class Tape {
  /** The controller's process ends here; nothing of it may go on. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final List<String> writes = new ArrayList<>();
  private int crashAt = Integer.MAX_VALUE;
  private boolean after;

  /** Crashes at the write with this number, from 1: before it, or right after it took effect. */
  public void crashAt(int number, boolean afterEffect) {
    crashAt = number;
    after = afterEffect;
  }

  public void noCrash() {
    crashAt = Integer.MAX_VALUE;
  }

  public List<String> writes() {
    return List.copyOf(writes);
  }

  void write(String what, Runnable effect) {
    writes.add(what);
    boolean here = writes.size() == crashAt;
    if (here && !after) {
      throw new Crash();
    }
    effect.run();
    if (here) {
      throw new Crash();
    }
  }
}
