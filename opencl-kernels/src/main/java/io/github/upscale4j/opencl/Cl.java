package io.github.upscale4j.opencl;

import static org.jocl.CL.*;

import io.github.upscale4j.spi.DeviceException;
import io.github.upscale4j.spi.OutOfDeviceMemoryException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;

/**
 * A device's context and its queue, in which commands run in the order in which they were given, beside one for rows that
 * come and one for rows that go: with {@link Kernel}, {@link KernelProgram} and
 * {@link Devices} the only classes that call JOCL. Failures become {@link DeviceException}s.
 */
final class Cl implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(Cl.class.getName());

    /** What the driver calls a device. */
    record Handle(cl_platform_id platform, cl_device_id device) {}

    private final Device device;
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong fetched = new AtomicLong();
    private final cl_context context;
    private final cl_command_queue queue;
    private final cl_command_queue up;
    private final cl_command_queue down;
    private final boolean timed;
    private BiConsumer<String, Event> watcher; // of kernels; null if nobody is

    Cl(Device device) {
        this.device = device;
        timed = StepTimes.wanted();
        context = doing("open", () -> {
            cl_context_properties properties = new cl_context_properties();
            properties.addProperty(CL_CONTEXT_PLATFORM, device.handle().platform());
            return clCreateContext(
                    properties, 1, new cl_device_id[] {device.handle().device()}, null, null, null);
        });
        live.incrementAndGet();
        cl_command_queue[] queues = new cl_command_queue[3];
        try {
            for (int i = 0; i < queues.length; i++) {
                long properties = timed && i == 0 ? CL_QUEUE_PROFILING_ENABLE : 0;
                queues[i] = doing("make a queue on", () -> queue(context, device, properties));
                live.incrementAndGet();
            }
        } catch (DeviceException e) {
            Arrays.stream(queues).filter(Objects::nonNull).forEach(each -> released(() -> clReleaseCommandQueue(each)));
            released(() -> clReleaseContext(context));
            throw e;
        }
        queue = queues[0];
        up = queues[1];
        down = queues[2];
    }

    // the newer call is not there on devices with OpenCL 1.2
    @SuppressWarnings("deprecation")
    private static cl_command_queue queue(cl_context context, Device device, long properties) {
        return clCreateCommandQueue(context, device.handle().device(), properties, null);
    }

    /** Whether {@link Event#start} and {@link Event#end} are known of kernels. */
    boolean timed() {
        return timed;
    }

    /** Gives the name and the end of every kernel that is run from now on to {@code watcher}; null to nobody. */
    void watch(BiConsumer<String, Event> watcher) {
        this.watcher = watcher;
    }

    Device device() {
        return device;
    }

    cl_context context() {
        return context;
    }

    /** The queue of kernels. */
    cl_command_queue queue() {
        return queue;
    }

    /** Who is told of kernels; null if nobody is. */
    BiConsumer<String, Event> watcher() {
        return watcher;
    }

    /** OpenCL objects that were made here and not released yet. */
    int live() {
        return live.get();
    }

    /** Counts one more, which {@link #released} will count off. */
    void made() {
        live.incrementAndGet();
    }

    /** Memory of the device. */
    final class Memory implements AutoCloseable {
        private final cl_mem mem;

        private Memory(cl_mem mem) {
            this.mem = mem;
            live.incrementAndGet();
        }

        cl_mem handle() {
            return mem;
        }

        /** Copies {@code count} floats there and waits. */
        void write(long offset, float[] from, int count) {
            sent.addAndGet(4L * count);
            doing(
                    "write to",
                    () -> clEnqueueWriteBuffer(
                            queue, mem, true, 4 * offset, 4L * count, Pointer.to(from), 0, null, null));
        }

        /**
         * Has {@code bytes} bytes copied there, beside the kernels.
         *
         * @param after what must have been done before; null if nothing
         */
        void write(long offset, Host from, long bytes, Event after) {
            cl_event done = new cl_event();
            doing(
                    "write to",
                    () -> clEnqueueWriteBuffer(
                            up, mem, false, offset, bytes, from.pointer, count(after), list(after), done));
            from.moving = new Event(done);
            sent.addAndGet(bytes);
            flush(up);
        }

        /** Has {@code bytes} bytes copied from there, beside the kernels, when {@code after} has been done. */
        void read(long offset, Host to, long bytes, Event after) {
            cl_event done = new cl_event();
            doing(
                    "read from",
                    () -> clEnqueueReadBuffer(
                            down, mem, false, offset, bytes, to.pointer, count(after), list(after), done));
            to.moving = new Event(done);
            fetched.addAndGet(bytes);
            flush(down);
        }

        /** Fills the first {@code bytes} bytes, a multiple of 4, with one int. */
        void fill(int value, long bytes) {
            doing(
                    "fill memory of",
                    () -> clEnqueueFillBuffer(queue, mem, Pointer.to(new int[] {value}), 4, 0, bytes, 0, null, null));
        }

        /** Copies bytes to an offset of other memory, or of this one where they do not overlap. */
        void copy(long from, Memory other, long to, long bytes) {
            doing("copy on", () -> clEnqueueCopyBuffer(queue, mem, other.mem, from, to, bytes, 0, null, null));
        }

        /**
         * Writes zeros into the first bytes, an even number, and waits: drivers that take memory at its first use take it now
         * or fail.
         */
        void clear(long bytes) {
            doing("clear memory of", () -> {
                clEnqueueFillBuffer(queue, mem, Pointer.to(new short[1]), 2, 0, bytes, 0, null, null);
                return clFinish(queue);
            });
        }

        @Override
        public void close() {
            released(() -> clReleaseMemObject(mem));
        }
    }

    /** The end of a command, which others can wait for. */
    final class Event implements AutoCloseable {
        private final cl_event event;

        Event(cl_event event) {
            this.event = event;
            live.incrementAndGet();
        }

        /** @throws DeviceException if the command failed */
        void await() {
            doing("wait for", () -> clWaitForEvents(1, new cl_event[] {event}));
        }

        /** When the command began, in nanoseconds of the device's clock; only where {@link #timed} and when it has ended. */
        long start() {
            return time(CL_PROFILING_COMMAND_START);
        }

        /** Likewise, when it ended. */
        long end() {
            return time(CL_PROFILING_COMMAND_END);
        }

        private long time(int what) {
            long[] nanos = new long[1];
            doing("time", () -> clGetEventProfilingInfo(event, what, Sizeof.cl_ulong, Pointer.to(nanos), null));
            return nanos[0];
        }

        @Override
        public void close() {
            released(() -> clReleaseEvent(event));
        }
    }

    static int count(Event event) {
        return event == null ? 0 : 1;
    }

    static cl_event[] list(Event event) {
        return event == null ? null : new cl_event[] {event.event};
    }

    /** Commands that others wait for on another queue must have been given to the device. */
    private void flush(cl_command_queue which) {
        doing("give commands to", () -> clFlush(which));
    }

    /** Memory of the host from and to which the device copies by itself, mapped as long as it is there. */
    final class Host implements AutoCloseable {
        private final cl_mem mem;
        private final ByteBuffer bytes;
        private final Pointer pointer;
        private Event moving;

        private Host(cl_mem mem, ByteBuffer bytes) {
            this.mem = mem;
            this.bytes = bytes.order(ByteOrder.nativeOrder());
            pointer = Pointer.to(bytes);
            live.incrementAndGet();
        }

        /** Its content, which is the caller's after {@link #await} until the next transfer. */
        ByteBuffer bytes() {
            return bytes;
        }

        /** The transfer that has it; null if there is none. */
        Event moving() {
            return moving;
        }

        /** Waits for the transfer that has it. */
        void await() {
            if (moving != null) {
                Event last = moving;
                moving = null;
                try (last) {
                    last.await();
                }
            }
        }

        /** How many bytes it has. */
        int size() {
            return bytes.capacity();
        }

        /** Leaves the last transfer alone; none may be under way. */
        void forget() {
            if (moving != null) {
                moving.close();
                moving = null;
            }
        }

        /** No transfer may be under way. */
        @Override
        public void close() {
            forget();
            released(() -> {
                clEnqueueUnmapMemObject(queue, mem, bytes, 0, null, null);
                return clReleaseMemObject(mem);
            });
        }
    }

    /** Takes memory of the host. */
    Host host(int size) {
        cl_mem mem = doing(
                "take " + (size >> 10) + " KB of the host for",
                () -> clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR, size, null, null));
        try {
            return new Host(
                    mem,
                    doing(
                            "map memory for",
                            () -> clEnqueueMapBuffer(
                                    queue, mem, true, CL_MAP_READ | CL_MAP_WRITE, 0, size, 0, null, null, null)));
        } catch (DeviceException e) {
            clReleaseMemObject(mem);
            throw e;
        }
    }

    /** Bytes that were brought to the device so far. */
    long sent() {
        return sent.get();
    }

    /** Bytes that were brought from the device so far. */
    long fetched() {
        return fetched.get();
    }

    /** Takes memory. */
    Memory memory(long bytes) {
        return new Memory(doing(
                "take " + (bytes >> 20) + " MB of",
                () -> clCreateBuffer(context, CL_MEM_READ_WRITE, bytes, null, null)));
    }

    /** Has the device begin with the commands that it was given. */
    void start() {
        flush(queue);
    }

    /** Waits for all commands. */
    void finish() {
        for (cl_command_queue each : List.of(up, queue, down)) {
            doing("wait for", () -> clFinish(each));
        }
    }

    /** Gives what a call gives. {@code what} and the device's name say in a message what cannot be done. */
    <T> T doing(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (CLException e) {
            String message = "cannot " + what + " " + device + ": " + e.getMessage();
            boolean memory = e.getStatus() == CL_MEM_OBJECT_ALLOCATION_FAILURE
                    || e.getStatus() == CL_OUT_OF_RESOURCES
                    || e.getStatus() == CL_OUT_OF_HOST_MEMORY
                    || e.getStatus() == CL_INVALID_BUFFER_SIZE;
            throw memory ? new OutOfDeviceMemoryException(message, e) : new DeviceException(message, e);
        }
    }

    @Override
    public void close() {
        for (cl_command_queue each : List.of(up, queue, down)) {
            released(() -> clReleaseCommandQueue(each));
        }
        released(() -> clReleaseContext(context));
    }

    /** Releases an object that was counted; what belongs to a lost device is gone already. */
    void released(Supplier<Integer> call) {
        try {
            call.get();
        } catch (CLException e) {
            LOGGER.log(Logger.Level.DEBUG, "an object of " + device + " was not released", e);
        }
        live.decrementAndGet();
    }
}
