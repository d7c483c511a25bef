package io.github.upscale4j.opencl;

import static org.jocl.CL.*;

import io.github.upscale4j.spi.DeviceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_event;
import org.jocl.cl_kernel;

/**
 * A kernel with its arguments, which stay set until others are. Drivers take some microseconds over each one: those that are as
 * they were are left. For one thread at a time.
 */
final class Kernel implements AutoCloseable {
    private final String name;
    private final String running; // for messages
    private final Cl cl;
    private final Supplier<KernelProgram> program;
    private cl_kernel kernel; // null until it is wanted
    private final List<Object> set = new ArrayList<>(); // Cl.Memory or ints
    private int arguments;

    /**
     * A kernel of what {@code program} gives when it is first wanted.
     *
     * @param name for messages
     */
    Kernel(Cl cl, String name, Supplier<KernelProgram> program) {
        this.cl = cl;
        this.name = name;
        running = "run " + name + " on";
        this.program = program;
    }

    /**
     * Waits until it is compiled.
     *
     * @throws DeviceException if it cannot be
     */
    void await() {
        if (kernel == null) {
            kernel = program.get().kernel();
        }
    }

    /** Begins the arguments anew: the first one. */
    Kernel with(Cl.Memory memory) {
        await();
        arguments = 0;
        return and(memory);
    }

    private Kernel and(Cl.Memory memory) {
        if (arguments == set.size() || set.get(arguments) != memory) {
            set(Sizeof.cl_mem, Pointer.to(memory.handle()), memory);
        }
        arguments++;
        return this;
    }

    /** The next arguments: a {@code VIEW}. */
    Kernel and(DeviceView view) {
        return and(view.fresh()).and(view.kept()).and(view.numbers());
    }

    /** The next argument: an int, or a vector of 2, 4 or 8. */
    Kernel and(int... values) {
        if (arguments == set.size() || !(set.get(arguments) instanceof int[] last && Arrays.equals(last, values))) {
            set((long) Sizeof.cl_int * values.length, Pointer.to(values), values.clone());
        }
        arguments++;
        return this;
    }

    private void set(long bytes, Pointer value, Object argument) {
        if (arguments == set.size()) {
            set.add(null);
        }
        set.set(arguments, null); // until it is
        cl.doing(
                "set argument " + arguments + " of " + name + " on",
                () -> clSetKernelArg(kernel, arguments, bytes, value));
        set.set(arguments, argument);
    }

    /** Runs it over {@code columns} x {@code rows} work items, in groups of {@code group} in a row. */
    void run(long columns, long rows, int group) {
        run(columns, rows, group, null, null);
    }

    /** The same when {@code after}, a transfer, has been done; gives its own end. */
    Cl.Event runAfter(Cl.Event after, long columns, long rows, int group) {
        cl_event done = new cl_event();
        run(columns, rows, group, after, done);
        Cl.Event event = cl.new Event(done);
        try {
            cl.start();
        } catch (DeviceException e) {
            event.close();
            throw e;
        }
        return event;
    }

    private void run(long columns, long rows, int group, Cl.Event after, cl_event done) {
        long[] global = {(columns + group - 1) / group * group, rows};
        long[] local = {group, 1};
        cl_event end = done == null && cl.watcher() != null ? new cl_event() : done;
        cl.doing(
                running,
                () -> clEnqueueNDRangeKernel(
                        cl.queue(), kernel, 2, null, global, local, Cl.count(after), Cl.list(after), end));
        if (end != done) {
            cl.watcher().accept(name, cl.new Event(end));
        }
    }

    @Override
    public void close() {
        if (kernel != null) {
            cl.released(() -> clReleaseKernel(kernel));
        }
    }
}
