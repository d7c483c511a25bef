package io.github.upscale4j.examples.page;

import io.github.upscale4j.CancelToken;
import io.github.upscale4j.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** One picture of a tab: what is wanted, how far it is, and its files. Safe for several threads. */
final class Job {
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        boolean isOver() {
            return compareTo(DONE) >= 0;
        }
    }

    /** What the picture is made to fit, once it has been read. */
    record Measures(Size from, Size to, int channels, boolean alpha, int bits) {
        Layer layer(Path file) throws IOException {
            return new Layer(file, to.width(), to.height(), channels, alpha, bits);
        }

        long layerBytes() {
            return Layer.size(to.pixels(), channels + (alpha ? 1 : 0), bits);
        }
    }

    private final String id;
    private final String name;
    private final Path folder;
    private final Wish wish;
    private final Runnable changed;
    private final Consumer<Job> gone;
    private final CancelToken token = new CancelToken();

    private State state = State.WAITING;
    private Progress progress;
    private String problem;
    private Measures measures;
    private String computedBy;
    private double seconds;
    private Baseline baseline;
    private Layer before;
    private Layer after;
    private long stored;
    private int users;
    private boolean removed;

    /**
     * @param changed called after each change
     * @param gone called once, when the job has been removed and nobody uses its files
     */
    Job(String id, String name, Path folder, Wish wish, Runnable changed, Consumer<Job> gone) {
        this.id = id;
        this.name = name;
        this.folder = folder;
        this.wish = wish;
        this.changed = changed;
        this.gone = gone;
    }

    String id() {
        return id;
    }

    /** The file's, as the browser gave it. */
    String name() {
        return name;
    }

    /** Its own, and gone with it. */
    Path folder() {
        return folder;
    }

    Path upload() {
        return folder.resolve("upload");
    }

    Wish wish() {
        return wish;
    }

    CancelToken token() {
        return token;
    }

    synchronized State state() {
        return state;
    }

    synchronized Measures measures() {
        return measures;
    }

    synchronized long stored() {
        return stored;
    }

    /** Something that is done with a job's files, which stay until it is closed. */
    interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws Refusal if the job has been removed */
    synchronized Use use() {
        if (removed) {
            throw Refusal.notFound();
        }
        users++;
        return this::leave;
    }

    private void leave() {
        synchronized (this) {
            users--;
        }
        end();
    }

    /** Cancels it, and lets its files go as soon as nobody uses them. */
    void remove() {
        cancel();
        synchronized (this) {
            removed = true;
        }
        end();
    }

    private void end() {
        synchronized (this) {
            if (!removed || users > 0) {
                return;
            }
            users = 1; // so that this happens once
        }
        closeLayers();
        gone.accept(this);
    }

    /** @return whether it was waiting and has not been cancelled */
    synchronized boolean begin() {
        if (state != State.WAITING) {
            return false;
        }
        state = State.RUNNING;
        changed.run();
        return true;
    }

    synchronized void measured(Measures found, long bytes) {
        measures = found;
        stored = bytes;
        changed.run();
    }

    synchronized void progress(Progress now) {
        progress = now;
        changed.run();
    }

    /** Takes the layers over, unless the job has been cancelled meanwhile. */
    synchronized boolean done(Layer plain, Layer result, String by, double took) {
        if (state != State.RUNNING) {
            return false;
        }
        state = State.DONE;
        baseline = wish.baseline();
        before = plain;
        after = result;
        computedBy = by;
        seconds = took;
        changed.run();
        return true;
    }

    synchronized void failed(String line) {
        if (state == State.RUNNING) {
            state = State.FAILED;
            problem = line;
            changed.run();
        }
    }

    /** Ends the work within a step of the network; what is over stays so. */
    synchronized void cancel() {
        token.cancel();
        if (!state.isOver()) {
            state = State.CANCELLED;
            changed.run();
        }
    }

    /** Puts another baseline into the place of the one that is there. */
    synchronized void compareWith(Baseline other, Layer plain) throws IOException {
        Layer old = before;
        before = plain;
        baseline = other;
        changed.run();
        old.close();
    }

    synchronized Baseline baseline() {
        return baseline;
    }

    /** @return null where there is none by that name */
    synchronized Layer layer(String layer) {
        if (state != State.DONE) {
            return null;
        }
        return layer.equals("result") ? after : layer.equals(baseline.toString()) ? before : null;
    }

    private synchronized void closeLayers() {
        try {
            if (before != null) {
                before.close();
            }
            if (after != null) {
                after.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the page shows. */
    synchronized Map<String, Object> describe() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", id);
        all.put("name", name);
        all.put("state", state.name().toLowerCase(Locale.ROOT));
        all.put("model", wish.model());
        if (measures != null) {
            all.put("from", sides(measures.from()));
            all.put("to", sides(measures.to()));
            all.put("alpha", measures.alpha());
        }
        if (state == State.RUNNING && progress != null) {
            all.put("fraction", progress.fraction());
            all.put("remaining", progress.remaining().toMillis() / 1000.0);
        }
        if (state == State.DONE) {
            all.put("baseline", baseline.toString());
            all.put("seconds", seconds);
            all.put("computedBy", computedBy);
        }
        if (problem != null) {
            all.put("problem", problem);
        }
        return all;
    }

    private static List<Integer> sides(Size size) {
        return List.of(size.width(), size.height());
    }
}
