package dev.tidegate.controller.model;

/** Which directions of scaling an operator has switched off. */
public enum Paused {
  NONE,
  IN,
  OUT,
  ALL;

  public boolean in() {
    return this == IN || this == ALL;
  }

  public boolean out() {
    return this == OUT || this == ALL;
  }
}
