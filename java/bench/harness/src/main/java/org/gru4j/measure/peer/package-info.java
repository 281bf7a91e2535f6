/**
 * Runs other libraries on the same task. Each library has its own process and class path. A {@link
 * org.gru4j.measure.peer.PeerProcess} in this process sends lines of text, which a {@link
 * org.gru4j.measure.peer.PeerServer} in the library's process answers. The libraries themselves are in {@code
 * java/bench/peers}.
 */
@NullMarked
package org.gru4j.measure.peer;

import org.jspecify.annotations.NullMarked;
