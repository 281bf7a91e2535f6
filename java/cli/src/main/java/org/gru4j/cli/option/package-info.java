/** The options that several commands have, each with what becomes of it. */
package org.gru4j.cli.option;
