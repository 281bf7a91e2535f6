package org.gru4j.tasks.run;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gru4j.train.Budget;

/** Converts training budgets to and from text, for messages and for checkpoints. */
public final class Budgets {
    private static final Pattern FORM = Pattern.compile("(\\S+) (second|epoch)s?");

    private Budgets() {}

    public static String text(Budget budget) {
        if (budget instanceof Budget.Seconds seconds) {
            String number = Double.toString(seconds.seconds()).replaceFirst("\\.0$", "");
            return number + (seconds.seconds() == 1 ? " second" : " seconds");
        }
        int epochs = ((Budget.Epochs) budget).epochs();
        return epochs + (epochs == 1 ? " epoch" : " epochs");
    }

    static Budget parse(String text) throws IOException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IOException("budget: expected seconds or epochs but got '" + text + "'");
        }
        try {
            return matcher.group(2).equals("epoch")
                    ? new Budget.Epochs(Integer.parseInt(matcher.group(1)))
                    : new Budget.Seconds(Double.parseDouble(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            throw new IOException("budget '" + text + "': " + e.getMessage(), e);
        }
    }
}
