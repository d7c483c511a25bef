package io.github.upscale4j.examples.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tabs that are open, and the private folder in which their pictures lie. A tab that says good-bye, or is not heard of for
 * a while, is forgotten with all that was its own.
 */
final class Sessions {
    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

    private final Map<String, Session> open = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Limits limits;
    private final Worker worker;
    private final Path folder;

    Sessions(Limits limits, Worker worker) throws IOException {
        this.limits = limits;
        this.worker = worker;
        folder = Files.createTempDirectory("upscale4j-page-"); // for this user alone
    }

    Path folder() {
        return folder;
    }

    Limits limits() {
        return limits;
    }

    /** 128 bits that nobody guesses: who knows them may see the pictures. */
    String secret() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** @throws Refusal if there are too many */
    Session begin() {
        if (open.size() >= limits.sessions()) {
            throw new Refusal(429, "this page is open " + limits.sessions() + " times already: close some of them");
        }
        Session session = new Session(secret());
        open.put(session.id(), session);
        return session;
    }

    /** @throws Refusal if there is none, or no longer */
    Session session(String id) {
        Session session = open.get(id);
        if (session == null) {
            throw new Refusal(410, "this page is no longer known here; load it again");
        }
        return session;
    }

    /** A job with a folder of its own, not yet known to its tab. */
    Job prepare(Session session, String name, Wish wish) throws IOException {
        String id = secret();
        Path place = Files.createDirectory(folder.resolve(id));
        return new Job(id, name, place, wish, session::changed, this::forget);
    }

    private void forget(Job job) {
        worker.free(job);
        try {
            Folders.delete(job.folder());
        } catch (UncheckedIOException e) {
            // it goes with all the others, at the end
            LOG.log(System.Logger.Level.WARNING, "not deleted yet: {0}", e.getMessage());
        }
    }

    void remove(Session session, Job job) {
        session.remove(job);
        job.remove();
    }

    void end(Session session) {
        open.remove(session.id());
        session.close();
        session.jobs().forEach(Job::remove);
    }

    /** Ends the tabs that have not been heard of for too long. */
    void sweep() {
        for (Session session : List.copyOf(open.values())) {
            if (session.absentNanos() > limits.absence().toNanos()) {
                end(session);
            }
        }
    }

    /** Ends them all; what is in work ends within a step of the network. */
    void close() {
        new ArrayList<>(open.values()).forEach(this::end);
    }
}
