/** Another library, in a process of its own. */
package org.gru4j.peers;
