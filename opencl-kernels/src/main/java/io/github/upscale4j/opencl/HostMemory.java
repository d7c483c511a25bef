package io.github.upscale4j.opencl;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory of the host for transfers, kept from one picture to the next: to take it costs a driver more than to fill it. For
 * several threads.
 */
final class HostMemory implements AutoCloseable {
    /** Kept at most: what one picture takes, up and down. */
    static final int MOST = 2 * Transfer.PIECES;

    private final Cl cl;
    private final List<Cl.Host> kept = new ArrayList<>();

    HostMemory(Cl cl) {
        this.cl = cl;
    }

    /** At least {@code bytes} bytes, which are the caller's until they are given back. */
    Cl.Host take(int bytes) {
        Cl.Host least = null;
        synchronized (this) {
            for (Cl.Host host : kept) {
                if (host.size() >= bytes && (least == null || host.size() < least.size())) {
                    least = host;
                }
            }
            kept.remove(least);
        }
        return least == null ? cl.host(bytes) : least;
    }

    /** Takes memory back that no transfer has any more; the smallest goes if there is too much. */
    synchronized void giveBack(Cl.Host host) {
        host.forget();
        kept.add(host);
        if (kept.size() > MOST) {
            Cl.Host smallest = host;
            for (Cl.Host other : kept) {
                smallest = other.size() < smallest.size() ? other : smallest;
            }
            kept.remove(smallest);
            smallest.close();
        }
    }

    /** All must have been given back. */
    @Override
    public synchronized void close() {
        kept.forEach(Cl.Host::close);
        kept.clear();
    }
}
