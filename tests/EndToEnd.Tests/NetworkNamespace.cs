using System.Diagnostics;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>A network of its own, gone with its test: two interfaces that are the ends of one cable.</summary>
public sealed class NetworkNamespace : IDisposable
{
    /// <summary>Where frames are sent.</summary>
    public const string Sender = "near";

    /// <summary>Where they arrive.</summary>
    public const string Receiver = "far";

    private static readonly string? Ip = ExternalProgram.Find("ip");
    private static readonly string? TcpReplay = ExternalProgram.Find("tcpreplay");

    private readonly string _name = $"pdns-{Guid.NewGuid().ToString("N")[..8]}";

    public NetworkNamespace()
    {
        Do(Ip!, "netns", "add", _name);
        Do(Command("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")); // so that nobody else speaks
        Do(Command(Ip!, "link", "set", "lo", "up"));
        AddCable();
    }

    /// <summary>Why a test that needs one is skipped; null where it can run.</summary>
    public static string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return "network namespaces are Linux's";
            if (!Environment.IsPrivilegedProcess) return "only root makes network namespaces";
            if (Ip is null) return "ip (iproute2) is not installed";
            return TcpReplay is null ? "tcpreplay is not installed" : null;
        }
    }

    /// <summary>A command line that runs in the namespace.</summary>
    public IEnumerable<string> Command(params IEnumerable<string> command) => [Ip!, "netns", "exec", _name, .. command];

    /// <summary>Plugs the cable in, with both ends up.</summary>
    public void AddCable()
    {
        Do(Command(Ip!, "link", "add", Sender, "type", "veth", "peer", "name", Receiver));
        SetLink(Sender, "up");
        SetLink(Receiver, "up");
    }

    public void RemoveCable() => Do(Command(Ip!, "link", "delete", Sender));

    public void SetLink(string name, string state) => Do(Command(Ip!, "link", "set", name, state));

    /// <summary>Sends the frames of a capture.</summary>
    /// <param name="times">How often.</param>
    public void Replay(string capture, int times = 1) => Do(Command(TcpReplay!, "-q", "--topspeed", "--preload-pcap", $"--loop={times}", "-i", Sender, capture));

    public void Dispose() => Do(Ip!, "netns", "delete", _name);

    private static void Do(params IEnumerable<string> command)
    {
        string[] words = [.. command];
        var (code, output, errors) = ExternalProgram.Run(words[0], words[1..], "");
        if (code != 0) throw new InvalidOperationException($"{string.Join(' ', words)}: {output}{errors}");
    }
}

/// <summary><c>pdns tap</c> under way.</summary>
public sealed class RunningTap : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _messages = [];

    private RunningTap(IEnumerable<string> command)
    {
        string[] words = [.. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("PDNS_ARCHIVE");
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_messages)
            {
                if (line.Data is { } text) _messages.Add(text);
            }
        };
        _process.BeginErrorReadLine();
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public string Messages
    {
        get
        {
            lock (_messages) return string.Join('\n', _messages);
        }
    }

    /// <summary>Starts a tap and waits until its interfaces are open: what is sent from then on it gets.</summary>
    public static RunningTap Start(NetworkNamespace network, params IEnumerable<string> arguments) => StartBy(network, [], arguments);

    /// <param name="starter">A program that starts others.</param>
    public static RunningTap StartBy(NetworkNamespace network, IEnumerable<string> starter, params IEnumerable<string> arguments)
    {
        var tap = new RunningTap(network.Command([.. starter, .. Pdns.Command(["tap", .. arguments])]));
        tap.WaitFor("taps ");
        return tap;
    }

    /// <summary>Waits until it has said something.</summary>
    public void WaitFor(string text) => WaitUntil(() => Messages.Contains(text, StringComparison.Ordinal), text);

    public void WaitUntil(Func<bool> condition, string what)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            if (patience.Elapsed > Patience) throw new TimeoutException($"no '{what}'; the tap said: {Messages}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Asks it to end and waits until it has.</summary>
    public PdnsResult Terminate(string signal = "TERM")
    {
        Kill(signal);
        return WaitForExit();
    }

    public void Kill(string signal) => ExternalProgram.Run("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"], "");

    public PdnsResult WaitForExit()
    {
        if (!_process.WaitForExit(Patience)) throw new TimeoutException($"the tap did not end; it said: {Messages}");
        _process.WaitForExit(); // for the rest of its messages
        return new PdnsResult(_process.ExitCode, _output.GetAwaiter().GetResult(), Messages);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
