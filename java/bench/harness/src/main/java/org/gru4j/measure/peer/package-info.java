/**
 * Other libraries that do the same task, each in a process of its own with a class path of its own. A
 * {@link org.gru4j.measure.peer.PeerServer} there answers lines of text; a
 * {@link org.gru4j.measure.peer.PeerProcess} here asks.
 */
@NullMarked
package org.gru4j.measure.peer;

import org.jspecify.annotations.NullMarked;
