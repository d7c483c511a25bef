package io.github.upscale4j.examples.cli;

import io.github.upscale4j.Progress;
import io.github.upscale4j.ProgressListener;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr, if that is a terminal; otherwise nothing. */
final class ProgressLine implements ProgressListener, AutoCloseable {
    /** Set by the script upscale, since before JDK 22 Java cannot tell: columns of the terminal that stderr is. */
    private static final String COLUMNS = "upscale4j.terminal";

    private static final int LONGEST_NAME = 24;

    private final int columns;
    private ProgressBar bar;

    ProgressLine(boolean wanted) {
        columns = wanted ? Integer.getInteger(COLUMNS, 0) : 0;
    }

    /** @param estimate asked only if there is someone to read it */
    void begin(String name, Dimensions from, Dimensions to, Supplier<Optional<Duration>> estimate) {
        if (columns > 0) {
            estimate.get()
                    .ifPresent(time ->
                            System.err.println(name + ": " + from + " to " + to + " pixels, about " + time(time)));
            bar = new ProgressBarBuilder()
                    .setTaskName(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 3) + "...")
                    .setInitialMax(100)
                    .setUpdateIntervalMillis(200)
                    .setStyle(ProgressBarStyle.ASCII)
                    .hideEta()
                    // told the columns, it does not look for a terminal itself, which takes native code
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, columns - 1))
                    .build();
        }
    }

    @Override
    public void progress(Progress progress) {
        if (bar != null) {
            bar.stepTo(Math.round(100 * progress.fraction()));
            bar.setExtraMessage(progress.fraction() < 1 ? time(progress.remaining()) + " left" : "");
        }
    }

    /** As in {@code 45 s}, {@code 12 min} or {@code 3 h 20 min}. */
    static String time(Duration time) {
        long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
        if (seconds < 100) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        end();
    }
}
