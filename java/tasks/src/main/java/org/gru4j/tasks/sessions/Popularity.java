package org.gru4j.tasks.sessions;

/** The baseline that always recommends the items with the most clicks in training. */
final class Popularity implements Recommender {
    private final float[] clicks;

    Popularity(ItemSessions training, int items) {
        int[] counts = new int[items];
        for (int s = 0; s < training.count(); s++) {
            for (int k = 0; k < training.length(s); k++) {
                counts[training.item(s, k)]++;
            }
        }
        clicks = new float[items];
        for (int i = 0; i < items; i++) {
            clicks[i] = counts[i];
        }
    }

    @Override
    public void score(ItemSessions sessions, int s, int k, float[] scores) {
        System.arraycopy(clicks, 0, scores, 0, clicks.length);
    }
}
