package dev.tidegate.localaws.world.kernel;

/**
 * A request that AWS would answer with a client error. The faces turn it into the SDK's exception
 * of the same code.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * Makes a refusal.
   *
   * @param code the AWS error code, for example {@code ClusterNotFoundException}
   * @param message what AWS would say
   */
  public Refusal(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The AWS error code. */
  public String code() {
    return code;
  }
}
