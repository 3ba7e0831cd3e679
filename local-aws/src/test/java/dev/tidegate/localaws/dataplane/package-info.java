/** The proxy with real sockets. */
package dev.tidegate.localaws.dataplane;
