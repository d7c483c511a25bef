package io.github.upscale4j.examples.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One tab, with its pictures. Ends with the tab: see {@link Sessions}. */
final class Session {
    private final String id;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int listeners;
    private long lastHeard = System.nanoTime();
    private long version;
    private boolean closed;

    Session(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    /** @throws Refusal if there are too many, or the tab was closed while its picture came in */
    synchronized void add(Job job, int most) {
        if (closed) {
            throw new Refusal(410, "this page is closed; load it again");
        }
        if (jobs.size() >= most) {
            throw new Refusal(429, "there are " + most + " pictures already: remove some");
        }
        jobs.put(job.id(), job);
        changed();
    }

    /** @throws Refusal if there is none */
    synchronized Job job(String name) {
        Job job = jobs.get(name);
        if (job == null) {
            throw Refusal.notFound();
        }
        return job;
    }

    synchronized List<Job> jobs() {
        return new ArrayList<>(jobs.values());
    }

    synchronized void remove(Job job) {
        jobs.remove(job.id());
        changed();
    }

    synchronized void changed() {
        version++;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        changed();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits until something has changed since {@code seen}, but no longer than that; gives the version that is there. */
    synchronized long await(long seen, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (version == seen && !closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return version;
    }

    synchronized void listen() {
        listeners++;
    }

    synchronized void leave() {
        listeners--;
        lastHeard = System.nanoTime();
    }

    /** How long nobody has been listening. */
    synchronized long absentNanos() {
        return listeners > 0 ? 0 : System.nanoTime() - lastHeard;
    }
}
