/**
 * The connection keeper: counts what every gRPC connection of a server does and moves chosen ones
 * away without a failed call, on the server's own initiative.
 *
 * <p>{@link dev.tidegate.queue.connections.ConnectionKeeper} is the way in. Whom to shed, whom to
 * bounce and at which pace are decided by classes that touch no socket ({@code ShedChooser}, {@code
 * ShedRun}, {@code BouncePolicy}, {@code BounceBudget}); {@code ConnectionActions} alone acts on
 * channels.
 *
 * <p>May import the JDK, grpc-api, grpc-netty-shaded and JSpecify. Must not import any other
 * package of this project, generated protobuf code, a Redis or AWS client, a metrics or a logging
 * library: any grpc-java server can use it as it is.
 */
@NullMarked
package dev.tidegate.queue.connections;

import org.jspecify.annotations.NullMarked;
