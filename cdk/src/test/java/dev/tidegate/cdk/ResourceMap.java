package dev.tidegate.cdk;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Resources of a template by logical id, as the nested maps and lists of its JSON. */
record ResourceMap(Map<String, Map<String, Object>> byId) {
  static ResourceMap of(Map<String, Object> template) {
    Map<String, Map<String, Object>> byId = new TreeMap<>();
    map(template.get("Resources")).forEach((id, resource) -> byId.put(id, map(resource)));
    return new ResourceMap(byId);
  }

  /** Properties of the resources of one type, by logical id. */
  Map<String, Map<String, Object>> ofType(String type) {
    return byId.entrySet().stream()
        .filter(entry -> type.equals(entry.getValue().get("Type")))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> map(entry.getValue().getOrDefault("Properties", Map.of())),
                (left, right) -> left,
                TreeMap::new));
  }

  /** Properties of the single resource of a type. */
  Map<String, Object> only(String type) {
    Map<String, Map<String, Object>> found = ofType(type);
    if (found.size() != 1) {
      throw new AssertionError("expected one " + type + ", found " + found.keySet());
    }
    return found.values().iterator().next();
  }

  @SuppressWarnings("unchecked") // the shape of JSON objects
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") // the shape of JSON arrays
  static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  /** A string that may stand where a list is allowed too. */
  static List<Object> oneOrMany(Object value) {
    return value instanceof List<?> ? list(value) : List.of(value);
  }

  /** {@code [{Key: a, Value: b}]} as a map. */
  static Map<Object, Object> keyed(Object pairs, String key, String value) {
    return list(pairs).stream()
        .map(ResourceMap::map)
        .collect(Collectors.toMap(pair -> pair.get(key), pair -> pair.get(value)));
  }
}
