/**
 * Next-item recommendation from click logs, in the manner of GRU4Rec (Hidasi, Karatzoglou, Baltrunas, Tikk 2016, arXiv
 * 1511.06939; Hidasi, Karatzoglou 2018, arXiv 1706.03847): log, split, session-parallel order, baselines, measures, and
 * click streams whose best possible recall is known.
 */
@NullMarked
package org.gru4j.tasks.sessions;

import org.jspecify.annotations.NullMarked;
