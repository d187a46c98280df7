using System.Diagnostics;
using System.Text;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary>A program on one of the laboratory's machines: a server or a tap. It ends with this object, and by itself after some minutes.</summary>
public sealed class LaboratoryProcess : IDisposable
{
    private const string Bound = "300"; // seconds, for when this process is killed

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly string _name;

    public LaboratoryProcess(LaboratoryNetwork network, string machine, params string[] command)
    {
        _name = $"{command[0]} on {machine}";
        string[] words = [.. network.Command(machine, [.. Unconfined(), "timeout", "-k", "20", Bound, ExternalProgram.Find(command[0]) ?? command[0], .. command[1..]])];
        _process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote so far.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Waits for something that it brings about.</summary>
    public void WaitUntil(Func<bool> isSo, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            if (_process.HasExited || clock.Elapsed > Patience) throw new InvalidOperationException($"{_name}: no {what}. It said: {Said}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public string Finish()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(60))) throw new TimeoutException($"{_name} does not end. It said: {Said}");
        _process.WaitForExit(); // for the rest of its output
        return Said;
    }

    /// <summary>Asks it to end and waits until it has.</summary>
    public string Stop()
    {
        if (!_process.HasExited) Signal("TERM");
        return Finish();
    }

    /// <summary>Sends a signal to the program itself. From timeout(1), which has started it, it would come twice, and a second SIGTERM is an order to end at once.</summary>
    public void Signal(string name)
    {
        var children = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ExternalProgram.Run("/bin/kill", ["-s", name, .. children], "");
    }

    public void Dispose()
    {
        try
        {
            Stop();
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said) _said.AppendLine(line.Data);
    }

    /// <summary>AppArmor ties servers to their usual folders where it is in force; the laboratory's are elsewhere.</summary>
    private static string[] Unconfined() =>
        ExternalProgram.Find("aa-exec") is { } program && File.Exists("/sys/kernel/security/apparmor/profiles") ? [program, "-p", "unconfined", "--"] : [];
}
