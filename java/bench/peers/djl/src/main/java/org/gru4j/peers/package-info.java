/** DJL as a peer of the benchmarks. It runs in its own process. */
package org.gru4j.peers;
