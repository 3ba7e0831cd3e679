package dev.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;

/**
 * Messages as JSON for scripts: field names as in the contract's JSON form, but 64-bit integers as
 * numbers (all of ours fit a double's 53 bits) and enums in lower case without their prefix; bytes
 * are text where they are valid UTF-8, else base64.
 */
final class ProtoJson {
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ProtoJson() {}

  static ObjectNode of(Message message) {
    ObjectNode node = NODES.objectNode();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isMapField()) {
        node.set(field.getJsonName(), map((List<?>) message.getField(field)));
      } else if (field.isRepeated()) {
        node.set(field.getJsonName(), list(field, (List<?>) message.getField(field)));
      } else if (!field.hasPresence() || message.hasField(field)) {
        node.set(field.getJsonName(), value(field, message.getField(field)));
      }
    }
    return node;
  }

  static ArrayNode of(List<? extends Message> messages) {
    ArrayNode array = NODES.arrayNode(messages.size());
    messages.forEach(message -> array.add(of(message)));
    return array;
  }

  private static ArrayNode list(FieldDescriptor field, List<?> values) {
    ArrayNode array = NODES.arrayNode(values.size());
    values.forEach(value -> array.add(value(field, value)));
    return array;
  }

  private static ObjectNode map(List<?> entries) {
    ObjectNode node = NODES.objectNode();
    for (Object each : entries) {
      Message entry = (Message) each;
      FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
      FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
      node.set(entry.getField(key).toString(), value(value, entry.getField(value)));
    }
    return node;
  }

  private static JsonNode value(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> NODES.numberNode((Integer) value);
      case LONG -> NODES.numberNode((Long) value);
      case FLOAT -> NODES.numberNode((Float) value);
      case DOUBLE -> NODES.numberNode((Double) value);
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case STRING -> NODES.textNode((String) value);
      case BYTE_STRING -> NODES.textNode(text((ByteString) value));
      case ENUM -> NODES.textNode(shortName((EnumValueDescriptor) value));
      case MESSAGE -> of((Message) value);
    };
  }

  static String text(ByteString bytes) {
    return bytes.isValidUtf8()
        ? bytes.toStringUtf8()
        : Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** {@code JOB_STATE_READY} of {@code JobState} becomes {@code ready}. */
  private static String shortName(EnumValueDescriptor value) {
    String prefix =
        value
                .getType()
                .getName()
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toUpperCase(java.util.Locale.ROOT)
            + "_";
    String name = value.getName();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(java.util.Locale.ROOT);
  }
}
