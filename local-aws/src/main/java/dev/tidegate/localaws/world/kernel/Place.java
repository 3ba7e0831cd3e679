package dev.tidegate.localaws.world.kernel;

/**
 * The account and region that names are built from.
 *
 * @param region for example {@code eu-west-1}
 * @param account twelve digits
 */
public record Place(String region, String account) {

  /** An ARN of this account and region. */
  public String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
  }
}
