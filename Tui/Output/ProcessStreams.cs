using Microsoft.Win32.SafeHandles;

namespace PassiveDns.Tui.Output;

/// <summary>The process's standard streams, and what is known of the terminal behind them.</summary>
public static class ProcessStreams
{
    private const int BrokenPipe = 32; // EPIPE, errno(3)
    private const int BufferLength = 1 << 16;

    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"]; // the first that is set counts

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

    /// <summary>Standard input.</summary>
    /// <exception cref="IOException">It was closed (<c>pdns ingest - &lt;&amp;-</c>).</exception>
    public static Stream OpenInput()
    {
        if (OperatingSystem.IsLinux() && IsOwnPipe(0)) throw new IOException("standard input is closed");
        return Console.OpenStandardInput();
    }

    /// <summary>
    /// Whether a file number is a pipe whose writing end is in this process. Where a number was closed when the program started, the
    /// runtime's first own pipe gets it: reading that would wait for ever.
    /// </summary>
    private static bool IsOwnPipe(int number)
    {
        const string files = "/proc/self/fd";
        try
        {
            var pipe = new FileInfo($"{files}/{number}").LinkTarget;
            return pipe is not null
                && pipe.StartsWith("pipe:", StringComparison.Ordinal)
                && Directory.EnumerateFiles(files).Any(file => new FileInfo(file).LinkTarget == pipe && IsForWriting(Path.GetFileName(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // no /proc to look at
        }
    }

    // proc(5): the line "flags:" gives the open flags in octal, whose last digit is 1 or 2 for a file that is written.
    private static bool IsForWriting(string number) =>
        File.ReadLines($"/proc/self/fdinfo/{number}").FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal))?[^1] is '1' or '2';

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

    /// <summary>The locale asks for characters of another encoding than UTF-8, as <c>LANG=C</c> does (locale(7)). No locale at all asks for nothing.</summary>
    public static bool IsLocaleAscii() => OperatingSystem.IsWindows()
        ? false // its console takes whatever the font has
        : IsLocaleAscii(LocaleVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 }));

    /// <param name="locale">As <c>LC_CTYPE</c> names it; null for none.</param>
    public static bool IsLocaleAscii(string? locale) => locale is not null
        && !locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) && !locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);

    /// <summary>A line can be drawn over: standard error is a terminal, and not the simplest one.</summary>
    public static bool CanAnimate() => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
