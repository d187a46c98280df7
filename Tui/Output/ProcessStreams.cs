using Microsoft.Win32.SafeHandles;

namespace PassiveDns.Tui.Output;

/// <summary>The process's standard streams, and what is known of the terminal behind them.</summary>
public static class ProcessStreams
{
    private const int BrokenPipe = 32; // EPIPE, errno(3)
    private const int BufferLength = 1 << 16;

    /// <summary>Standard output, buffered.</summary>
    /// <remarks>
    /// .NET's console stream keeps silent when the reader of a pipe has gone (<c>pdns export | head</c>), and work would go on
    /// for nobody. A plain file stream reports it. Files keep the console stream, which appends where other writers left off.
    /// </remarks>
    public static Stream OpenOutput()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, BufferLength);
            if (!pipe.CanSeek) return pipe;
        }

        return new BufferedStream(Console.OpenStandardOutput(), BufferLength);
    }

    /// <summary>The reader of a pipe has gone away.</summary>
    public static bool IsBrokenPipe(Exception exception) => exception is IOException { HResult: BrokenPipe };

    /// <summary>Columns of the terminal; 80 where it does not say.</summary>
    public static int TerminalColumns()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : Commands.CommandContext.UsualColumns;
        }
        catch (IOException)
        {
            return Commands.CommandContext.UsualColumns;
        }
    }

    /// <summary>A line can be drawn over: standard error is a terminal, and not the simplest one.</summary>
    public static bool CanAnimate() => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
