package dev.tidegate.controller.aws;

import dev.tidegate.controller.port.FailureKind;
import dev.tidegate.controller.port.PortException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;

/**
 * Resources kept in Systems Manager's parameter store, one document per parameter: each stack
 * writes its own pool and touches no other's.
 */
public final class ParameterDocuments {
  /** The service's own limit. */
  private static final int PER_PAGE = 10;

  /** Bounds the loop; a thousand documents are more than any controller looks after. */
  private static final int MOST_PAGES = 100;

  private ParameterDocuments() {}

  /**
   * Values by name of all parameters below a path.
   *
   * @param path absolute, such as {@code /tidegate/prod/resources}
   * @throws PortException if the service refuses, cannot be reached, or answers without an end
   */
  public static Map<String, String> read(SsmClient ssm, String path) {
    Map<String, String> documents = new TreeMap<>();
    String next = null;
    for (int page = 0; page < MOST_PAGES; page++) {
      GetParametersByPathResponse answer = page(ssm, path, next);
      answer.parameters().forEach(found -> documents.put(found.name(), found.value()));
      next = answer.nextToken();
      if (next == null || next.isEmpty()) {
        return documents;
      }
    }
    throw new PortException(
        FailureKind.PARTIAL,
        "GetParametersByPath: more than " + MOST_PAGES * PER_PAGE + " parameters below " + path);
  }

  private static GetParametersByPathResponse page(
      SsmClient ssm, String path, @Nullable String token) {
    return AwsFailures.call(
        "GetParametersByPath",
        () ->
            ssm.getParametersByPath(
                request ->
                    request.path(path).recursive(true).maxResults(PER_PAGE).nextToken(token)));
  }
}
