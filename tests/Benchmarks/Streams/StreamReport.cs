using System.Diagnostics;
using PassiveDns.Benchmarks.Stages;

namespace PassiveDns.Benchmarks.Streams;

/// <summary>Pipes the packets of a capture again and again into <c>pdns ingest -</c>, and prints as they go in how fast they do and what memory it takes.</summary>
internal sealed class StreamReport
{
    private const int FileHeaderLength = 24;
    private const long Step = 2_000_000_000;

    private readonly string _capture;
    private readonly double _packetsPerOctet;
    private readonly TextWriter _output;
    private readonly byte[] _buffer = new byte[1 << 20];
    private long _octets, _stepStart, _lastStep;

    private StreamReport(string capture, TextWriter output)
    {
        (_capture, _output) = (capture, output);
        var input = new StageInput(capture, "");
        _packetsPerOctet = (double)StageTable.All.First(stage => stage.Name == "read").Run(input).Packets / new FileInfo(capture).Length;
    }

    /// <param name="program">The built <c>pdns</c>.</param>
    /// <param name="archive">Made anew.</param>
    /// <param name="gigabytes">At least so much of it: the last time it goes in whole, too.</param>
    /// <returns>The exit code of <c>pdns</c>.</returns>
    public static int Print(string program, string capture, string archive, int gigabytes, TextWriter output)
    {
        if (Directory.Exists(archive)) Directory.Delete(archive, recursive: true);
        return new StreamReport(capture, output).Run(new ProcessStartInfo(program, ["ingest", "-", "--quiet", "-a", archive]) { RedirectStandardInput = true },
            gigabytes * 1_000_000_000L);
    }

    private int Run(ProcessStartInfo start, long octets)
    {
        _output.WriteLine($"{"GB",6} {"GB/s",6} {"M packets/s",12} {"MiB now",8} {"peak MiB",9}");
        var started = _stepStart = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        using (var input = process.StandardInput.BaseStream)
        {
            while (_octets < octets) Pipe(input, process);
        }

        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        _output.WriteLine(FormattableString.Invariant(
            $"all of it, commit and names index included: {seconds:F1} s, {_octets / seconds / 1e9:F2} GB/s, {_octets * _packetsPerOctet / seconds / 1e6:F2} M packets/s"));
        return process.ExitCode;
    }

    /// <summary>The whole capture once, without its header but the first time.</summary>
    private void Pipe(Stream input, Process process)
    {
        using var capture = new FileStream(_capture, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (_octets > 0) capture.Position = FileHeaderLength;
        int length;
        while ((length = capture.Read(_buffer)) > 0)
        {
            input.Write(_buffer, 0, length);
            _octets += length;
            if (_octets - _lastStep >= Step) PrintStep(process);
        }
    }

    private void PrintStep(Process process)
    {
        process.Refresh();
        var seconds = Stopwatch.GetElapsedTime(_stepStart).TotalSeconds;
        var rate = (_octets - _lastStep) / seconds;
        _output.WriteLine(FormattableString.Invariant(
            $"{_octets / 1e9,6:F1} {rate / 1e9,6:F2} {rate * _packetsPerOctet / 1e6,12:F2} {process.WorkingSet64 >> 20,8} {process.PeakWorkingSet64 >> 20,9}"));
        (_lastStep, _stepStart) = (_octets, Stopwatch.GetTimestamp());
    }
}
