/** Files that are written whole or not at all, and what is wrong with those that can't be read. */
package org.gru4j.file;
