/**
 * The sessions task: recommends the next item of a session, in the manner of GRU4Rec (Hidasi, Karatzoglou, Baltrunas,
 * Tikk 2016, arXiv 1511.06939; Hidasi, Karatzoglou 2018, arXiv 1706.03847): Contains the reader of click logs, the
 * split by time, session-parallel batches, training, baselines, scores, and synthetic clicks whose best possible recall
 * is known. The losses and {@code RankMetric} are in gru4j's core.
 */
@NullMarked
package org.gru4j.tasks.sessions;

import org.jspecify.annotations.NullMarked;
