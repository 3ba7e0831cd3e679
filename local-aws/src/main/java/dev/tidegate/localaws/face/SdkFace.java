package dev.tidegate.localaws.face;

import dev.tidegate.localaws.fault.ApiCall;
import dev.tidegate.localaws.fault.CallFilter;
import dev.tidegate.localaws.fault.ServiceErrors;
import dev.tidegate.localaws.world.kernel.Refusal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;

/**
 * Turns an object that implements some operations of an SDK client interface into that client. Each
 * call goes through the filter; a {@link Refusal} becomes the service's own exception; an operation
 * that the object does not override is refused by its name. Convenience overloads and paginators of
 * the interface work as in the real client, because they end in the same operations.
 */
public final class SdkFace implements InvocationHandler {

  private static final int CLIENT_ERROR = 400;

  private final String service;
  private final Object operations;
  private final ServiceErrors errors;
  private final CallFilter filter;
  private final Map<String, Method> modelled = new HashMap<>();

  private SdkFace(String service, Object operations, ServiceErrors errors, CallFilter filter) {
    this.service = service;
    this.operations = operations;
    this.errors = errors;
    this.filter = filter;
    for (Method method : operations.getClass().getDeclaredMethods()) {
      Class<?>[] parameters = method.getParameterTypes();
      if (parameters.length == 1
          && SdkRequest.class.isAssignableFrom(parameters[0])
          && !method.isSynthetic()) {
        method.setAccessible(true);
        modelled.put(method.getName(), method);
      }
    }
  }

  /**
   * Makes a client.
   *
   * @param client the SDK's interface
   * @param service the IAM prefix, for example {@code ecs}
   * @param operations overrides what is modelled
   * @param errors the service's exceptions
   * @param filter stands before every call
   */
  public static <C extends SdkClient> C of(
      Class<C> client, String service, C operations, ServiceErrors errors, CallFilter filter) {
    SdkFace face = new SdkFace(service, operations, errors, filter);
    Object proxy = Proxy.newProxyInstance(client.getClassLoader(), new Class<?>[] {client}, face);
    return client.cast(proxy);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    String name = method.getName();
    Object argument = arguments == null || arguments.length == 0 ? null : arguments[0];
    if (argument instanceof SdkRequest request && !name.endsWith("Paginator")) {
      return operation(name, request);
    }
    return switch (name) {
      case "serviceName", "toString" -> service + (name.equals("toString") ? " of local-aws" : "");
      case "close" -> null;
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == argument;
      case "waiter", "serviceClientConfiguration", "utilities" -> throw notModelled(name);
      default -> convenience(proxy, method, arguments);
    };
  }

  private static Object convenience(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return InvocationHandler.invokeDefault(
        proxy, method, arguments == null ? new Object[0] : arguments);
  }

  private Object operation(String name, SdkRequest request) {
    Method method = modelled.get(name);
    String operation = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    if (method == null) {
      throw notModelled(operation);
    }
    ApiCall call = new ApiCall(service, operation, request);
    return filter.around(call, errors, () -> perform(method, request));
  }

  private Object perform(Method method, SdkRequest request) {
    try {
      return method.invoke(operations, request);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw errors.error(refusal.code(), String.valueOf(refusal.getMessage()), CLIENT_ERROR);
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private UnsupportedOperationException notModelled(String operation) {
    return new UnsupportedOperationException(
        "local-aws does not model " + service + ":" + operation);
  }
}
