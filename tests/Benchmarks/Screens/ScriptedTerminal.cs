using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PassiveDns.Benchmarks.Screens;

/// <summary>A program on a terminal of its own, made by script(1) of util-linux: keys go in, what it draws comes out with its time.</summary>
internal sealed class ScriptedTerminal : IDisposable
{
    /// <summary>What a frame's last octets are told from the next frame's first by.</summary>
    private static readonly TimeSpan FrameGap = TimeSpan.FromMilliseconds(25);

    private readonly Process _script;
    private readonly StringBuilder _shown = new();
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _lastOutput;
    private long _octets;

    public ScriptedTerminal(int columns, int rows, string program, params string[] arguments)
    {
        var command = string.Create(CultureInfo.InvariantCulture, $"stty cols {columns} rows {rows}; exec {Quoted(program)} {string.Join(' ', arguments.Select(Quoted))}");
        var start = new ProcessStartInfo("script", ["-q", "-f", "-c", command, "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        _script = Process.Start(start) ?? throw new InvalidOperationException("script(1) was not started");
        new Thread(Read) { IsBackground = true }.Start();
    }

    public long Octets => Interlocked.Read(ref _octets);

    /// <summary>The process of the program, below script's.</summary>
    public int ProcessId
    {
        get
        {
            var children = File.ReadAllText($"/proc/{_script.Id}/task/{_script.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(children[0], CultureInfo.InvariantCulture);
        }
    }

    public void Dispose()
    {
        if (!_script.HasExited) _script.Kill(entireProcessTree: true);
        _script.Dispose();
    }

    public void Send(string keys)
    {
        _script.StandardInput.Write(keys);
        _script.StandardInput.Flush();
    }

    /// <summary>From a key to the last octet of what is drawn for it; null when nothing is drawn within a second.</summary>
    public TimeSpan? Press(string key)
    {
        var begin = _clock.Elapsed;
        Send(key);
        while (Last() <= begin)
        {
            if (_clock.Elapsed - begin > TimeSpan.FromSeconds(1)) return null;
            Thread.Sleep(1);
        }

        WaitForQuiet(FrameGap, TimeSpan.FromSeconds(2));
        return Last() - begin;
    }

    /// <summary>Waits until a text is drawn, and how long that takes from the call.</summary>
    public TimeSpan WaitFor(string text, TimeSpan patience)
    {
        var begin = _clock.Elapsed;
        while (true)
        {
            lock (_gate)
            {
                if (_shown.ToString().Contains(text, StringComparison.Ordinal)) return _clock.Elapsed - begin;
            }

            if (_clock.Elapsed - begin > patience) throw new TimeoutException($"'{text}' was not drawn");
            Thread.Sleep(1);
        }
    }

    /// <summary>Forgets what was drawn so far.</summary>
    public void Forget()
    {
        lock (_gate) _shown.Clear();
    }

    public void WaitForQuiet(TimeSpan quiet, TimeSpan patience)
    {
        var begin = _clock.Elapsed;
        while (_clock.Elapsed - Last() < quiet && _clock.Elapsed - begin < patience) Thread.Sleep(1);
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private TimeSpan Last()
    {
        lock (_gate) return _lastOutput;
    }

    /// <summary>Reads what is drawn, and answers what a program asks a terminal at its start.</summary>
    private void Read()
    {
        var buffer = new byte[1 << 16];
        var output = _script.StandardOutput.BaseStream;
        while (output.Read(buffer) is > 0 and var length)
        {
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            lock (_gate)
            {
                _lastOutput = _clock.Elapsed;
                _shown.Append(text);
            }

            Interlocked.Add(ref _octets, length);
            if (text.Contains("\e[0c", StringComparison.Ordinal)) Send("\e[?64;1;2;4;6;22c");
            if (text.Contains("\e[6n", StringComparison.Ordinal)) Send("\e[1;1R");
        }
    }
}
