/** What tasks write besides models: pictures, where this Java can draw them, JSON, and the directory that files go to. */
package org.gru4j.tasks.output;
