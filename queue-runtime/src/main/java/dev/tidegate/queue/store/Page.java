package dev.tidegate.queue.store;

import java.util.List;

/**
 * A part of a list.
 *
 * @param items in order
 * @param nextPageToken opaque; empty = that was all
 */
public record Page<T>(List<T> items, String nextPageToken) {
  public Page {
    items = List.copyOf(items);
  }
}
