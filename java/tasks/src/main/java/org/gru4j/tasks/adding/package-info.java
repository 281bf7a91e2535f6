/** The adding problem: a test of memory over long times. */
package org.gru4j.tasks.adding;
