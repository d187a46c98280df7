using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using PassiveDns.Formats.Interchange;

namespace PassiveDns.Tui.Output;

/// <summary>Something to copy, as a terminal takes it.</summary>
/// <param name="Octets">To be written to the terminal as they are; empty where nothing is copied.</param>
/// <param name="Sentence">What was copied, or why nothing was, for the user. It may hold text from captures: to be sanitised.</param>
public readonly record struct TerminalCopy(ReadOnlyMemory<byte> Octets, string Sentence);

/// <summary>A multiplexer between the program and the terminal.</summary>
public enum Multiplexer
{
    None,

    /// <summary>Takes OSC 52 itself (set-clipboard), and hands it on.</summary>
    Tmux,

    /// <summary>Hands on only what is wrapped for it, in pieces.</summary>
    Screen,
}

/// <summary>Copying: by the terminal's own clipboard (OSC 52), which works over SSH too, or by a program of the system.</summary>
public static class Clipboard
{
    /// <summary>Octets of base64 that terminals take: xterm's bound, the lowest of those in use.</summary>
    public const int LongestBase64 = 74_994;

    private const int ScreenPiece = 512; // octets; screen passes at most 768 of a string on, its frame included
    private const string Start = "\e]52;c;";
    private const string End = "\a";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>Programs that put their standard input onto the clipboard, each with the variable without which it is of no use; the first that is there is taken.</summary>
    private static readonly (string Program, string[] Arguments, string? Variable)[] Programs = OperatingSystem.IsWindows() ? [("clip.exe", [], null)]
        : OperatingSystem.IsMacOS() ? [("pbcopy", [], null)]
        :
        [
            ("wl-copy", [], "WAYLAND_DISPLAY"), ("xclip", ["-selection", "clipboard"], "DISPLAY"), ("xsel", ["--clipboard", "--input"], "DISPLAY"),
            ("clip.exe", [], "WSL_DISTRO_NAME"),
        ];

    /// <summary>The multiplexer that the environment tells of: tmux sets TMUX, screen sets STY.</summary>
    public static Multiplexer MultiplexerOf(Func<string, string?> variable) =>
        variable("TMUX") is { Length: > 0 } ? Multiplexer.Tmux : variable("STY") is { Length: > 0 } ? Multiplexer.Screen : Multiplexer.None;

    /// <summary>Names and addresses, one a line, so that nobody opens them by a click where they are pasted.</summary>
    public static string Defanged(string text) => string.Join('\n', text.Split('\n').Select(line => string.Join('\t', line.Split('\t').Select(Defang.Text))));

    /// <summary>The text for the terminal's clipboard (xterm's OSC 52, selection c).</summary>
    /// <param name="what">What it is, for the sentence: <c>example.com.</c>, <c>12 rows</c>.</param>
    public static TerminalCopy ForTerminal(string text, string what, Multiplexer multiplexer)
    {
        if (text.Length == 0) return new(default, "there is nothing to copy");
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        if (base64.Length > LongestBase64)
            return new(default, $"{what} not copied: {Quantity.Octets(Encoding.UTF8.GetByteCount(text))} are more than terminals take ({Quantity.Octets(LongestBase64 / 4 * 3)}); export the view instead");
        var sequence = multiplexer == Multiplexer.Screen ? ForScreen(base64) : Start + base64 + End;
        return new(Encoding.ASCII.GetBytes(sequence), $"{what} copied, if the terminal allows it");
    }

    /// <summary>Gives the text to a clipboard program of the system, on its standard input. No shell is asked.</summary>
    /// <returns>What was copied and by which program, or why nothing was.</returns>
    public static string ToSystem(string text, string what, Func<string, string?> variable)
    {
        if (text.Length == 0) return "there is nothing to copy";
        foreach (var (program, arguments, needed) in Programs)
        {
            if (needed is not null && variable(needed) is not { Length: > 0 }) continue;
            if (Find(program, variable("PATH") ?? "") is { } path) return Run(path, arguments, text) is { } fault ? $"{what} not copied: {program} {fault}" : $"{what} copied by {program}";
        }

        return $"{what} not copied: there is no {string.Join(", ", Programs.Select(one => one.Program))} that could be used here; the setting \"clipboard\": \"terminal\" needs none";
    }

    /// <summary>screen hands on device control strings, without their frame; an escape in one would end it, a long one is cut.</summary>
    private static string ForScreen(string base64)
    {
        var wrapped = new StringBuilder();
        var sequence = Start + base64 + End;
        for (var at = 0; at < sequence.Length; at += ScreenPiece) wrapped.Append("\eP").Append(sequence, at, Math.Min(ScreenPiece, sequence.Length - at)).Append("\e\\");
        return wrapped.ToString();
    }

    /// <summary>Looked for by its whole path, so that nothing in the current folder is started.</summary>
    private static string? Find(string program, string path) =>
        path.Split(Path.PathSeparator).Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <returns>What went wrong, as the rest of a clause; null for nothing.</returns>
    private static string? Run(string path, string[] arguments, string text)
    {
        // Its output is the terminal that is being drawn on unless it is taken away.
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        try
        {
            using var process = Process.Start(start)!;
            var given = Task.Run(() => Give(process, text));
            if (!given.Wait(LongestWait) || !process.WaitForExit(LongestWait))
            {
                process.Kill();
                return "did not end";
            }

            if (process.ExitCode != 0) return FormattableString.Invariant($"ended with code {process.ExitCode}");
            return given.Result ? null : "did not read all of it";
        }
        catch (Win32Exception)
        {
            return "could not be started";
        }
    }

    private static bool Give(Process process, string text)
    {
        try
        {
            process.StandardInput.Write(text);
            process.StandardInput.Close();
            return true;
        }
        catch (IOException)
        {
            return false; // it ended before
        }
    }
}
