/**
 * What the SDK faces share: the proxy that passes a call through the fault filters and names
 * whatever is not modelled, error translation, and pages.
 *
 * <p>May import {@code fault}, {@code world.kernel} and SDK core types.
 */
@NullMarked
package dev.tidegate.localaws.face;

import org.jspecify.annotations.NullMarked;
