using System.Diagnostics;

namespace PassiveDns.Tests.Support;

/// <summary>A program in a real terminal: tmux on a socket of its own.</summary>
public sealed class TmuxTerminal : IDisposable
{
    /// <summary>Why a test that needs a terminal was skipped.</summary>
    public const string Missing = "tmux is not installed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly string _tmux;
    private readonly string _socket = $"pdns-test-{Guid.NewGuid():N}";

    /// <param name="command">For the shell; its exit code is shown as <c>EXIT=n</c> when it has ended.</param>
    public TmuxTerminal(int columns, int rows, string command)
    {
        _tmux = Program ?? throw new InvalidOperationException(Missing);
        Tmux("-f", "/dev/null", "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}", $"env TERM=tmux-256color LC_ALL=C.UTF-8 {command}; echo EXIT=$?; sleep 60");
    }

    /// <summary>Full path of tmux; null when it is not installed.</summary>
    public static string? Program { get; } = ExternalProgram.Find("tmux");

    /// <summary>Presses keys by tmux's names: Enter, BSpace, Right ...</summary>
    public void Press(params string[] keys) => Tmux(["send-keys", .. keys]);

    public void Type(string text) => Tmux("send-keys", "-l", text);

    public void Resize(int columns, int rows) => Tmux("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>Sends a signal to the program in the terminal.</summary>
    /// <param name="name">TERM, INT, HUP ...</param>
    /// <param name="program">A regular expression that only its command line matches.</param>
    public static void Signal(string name, string program) => ExternalProgram.Run(ExternalProgram.Find("pkill")!, [$"-{name}", "-f", program], "");

    /// <param name="program">A regular expression that only its command line matches.</param>
    public static bool IsRunning(string program) => ExternalProgram.Run(ExternalProgram.Find("pgrep")!, ["-f", program], "").ExitCode == 0;

    /// <returns>Its process id; empty when it does not run.</returns>
    /// <param name="program">A regular expression that only its command line matches.</param>
    public static string ProcessOf(string program) => ExternalProgram.Run(ExternalProgram.Find("pgrep")!, ["-f", program], "").Output.Trim();

    /// <summary>From now on the terminal takes what a program copies.</summary>
    public void AllowClipboard() => Tmux("set-option", "-s", "set-clipboard", "on");

    /// <summary>What was copied last.</summary>
    public string Clipboard() => Tmux("show-buffer");

    /// <summary>What the terminal shows, lines closed by line feeds.</summary>
    public string Screen() => Tmux("capture-pane", "-p");

    /// <summary>Waits until the screen shows a text, and gives that screen.</summary>
    /// <exception cref="TimeoutException">It did not come; the message has the screen.</exception>
    public string WaitFor(string text)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var screen = Screen();
            if (screen.Contains(text, StringComparison.Ordinal)) return screen;
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"'{text}' did not come. The screen:\n{screen}");
            Thread.Sleep(BetweenLooks);
        }
    }

    public void Dispose() => Tmux("kill-server");

    private string Tmux(params IEnumerable<string> arguments) => ExternalProgram.Run(_tmux, ["-L", _socket, .. arguments], "").Output;
}
