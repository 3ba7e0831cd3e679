/** Errors, limits and pages of the SDK faces. */
package dev.tidegate.localaws.face;
