using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>Gives a target inputs for as long as it is told, and goes on from those that reached new edges.</summary>
/// <remarks>All in one process, without a fork for each input; the input at hand stands in a file, for when the process dies of it.</remarks>
internal sealed class GuidedRun
{
    private const int MaxFailures = 20;
    private const int SecondsBetweenLines = 30;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    private readonly GuidedOptions _options;
    private readonly EdgeMap _edges = new(); // before any code of the product runs
    private readonly FuzzTarget _target;
    private readonly Mutator _mutator;
    private readonly FuzzRandom _random;
    private readonly FuzzBuffer _input;
    private readonly CurrentInput _current;
    private readonly List<byte[]> _corpus = [];
    private readonly Dictionary<string, string> _failures = []; // by the place it was thrown at: the file of its first input
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _inputs;
    private long _inputStarted;
    private double _slowest;
    private long _lastLine;

    public GuidedRun(string target, GuidedOptions options)
    {
        _options = options;
        _target = FuzzTargets.Create(target);
        _mutator = new Mutator(_target);
        _random = new FuzzRandom(options.Seed);
        _input = new FuzzBuffer(_target.MaxLength);
        Directory.CreateDirectory(options.Out);
        if (options.Corpus is not null) Directory.CreateDirectory(options.Corpus);
        _current = new CurrentInput(CurrentInput.PathOf(options.Out, target), _target.MaxLength);
    }

    /// <returns>The row of the table of results.</returns>
    public GuidedReport Run()
    {
        using var watch = new Timer(_ => EndWhenHanging(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        RunCorpus();
        var early = GC.GetTotalMemory(forceFullCollection: true);
        while (_inputs < _options.Inputs && _clock.Elapsed.TotalSeconds < _options.Seconds && _failures.Count < MaxFailures)
        {
            Make();
            if (RunInput(_input.Span)) Keep(_input.Span);
            if (_clock.ElapsedMilliseconds - _lastLine > SecondsBetweenLines * 1_000) WriteLine();
        }

        _target.StartOver();
        var kept = _corpus.Sum(input => (long)input.Length);
        return new GuidedReport
        {
            Target = _target.Name,
            Inputs = _inputs,
            Seconds = _clock.Elapsed.TotalSeconds,
            Edges = _edges.EdgeCount,
            Corpus = _corpus.Count,
            SlowestMilliseconds = _slowest,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
            MemoryGrowth = GC.GetTotalMemory(forceFullCollection: true) - early - kept,
            Failures = [.. _failures.Values],
        };
    }

    private void RunCorpus()
    {
        foreach (var input in Corpus.Of(_target).Inputs.Concat(KeptBefore()))
        {
            if (RunInput(input) || _corpus.Count == 0) _corpus.Add(input);
        }
    }

    private IEnumerable<byte[]> KeptBefore() => _options.Corpus is null
        ? []
        : Directory.EnumerateFiles(_options.Corpus).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(input => input.Length <= _target.MaxLength);

    /// <summary>One by the rules of the format, or one that was kept, changed; the latest are the most promising.</summary>
    private void Make()
    {
        _input.Clear();
        if (_random.OneIn(4))
        {
            _target.Generate(_random, _input);
            if (_random.OneIn(2)) return;
        }
        else
        {
            _input.Add(Pick());
        }

        _mutator.Mutate(_random, _input, Pick());
    }

    private byte[] Pick()
    {
        var latest = Math.Max(1, _corpus.Count / 8);
        return _corpus[_random.OneIn(3) ? _corpus.Count - 1 - _random.Below(latest) : _random.Below(_corpus.Count)];
    }

    /// <returns>True when it reached something new.</returns>
    private bool RunInput(ReadOnlySpan<byte> input)
    {
        if (_inputs % Campaign.InputsPerStart == 0) _target.StartOver();
        _current.Set(input);
        _edges.Clear();
        Interlocked.Exchange(ref _inputStarted, Stopwatch.GetTimestamp());
        var why = Campaign.RunOnce(_target, input, out var milliseconds);
        Interlocked.Exchange(ref _inputStarted, 0);
        _inputs++;
        _slowest = Math.Max(_slowest, milliseconds);
        if (why is not null)
        {
            Report(input, why);
            _target.StartOver();
        }

        return _edges.Take();
    }

    private void Keep(ReadOnlySpan<byte> input)
    {
        _corpus.Add(input.ToArray());
        if (_options.Corpus is not null) File.WriteAllBytes(Path.Combine(_options.Corpus, NameOf(input)), input);
    }

    /// <summary>Saves the first input of each kind of failure.</summary>
    private void Report(ReadOnlySpan<byte> input, string why)
    {
        var kind = string.Join('\n', why.Split('\n').Take(2).Select(line => line.Trim()));
        if (why.StartsWith("took ", StringComparison.Ordinal)) kind = "slow";
        if (_failures.ContainsKey(kind)) return;
        var path = Path.Combine(_options.Out, $"{_target.Name}-{NameOf(input)}");
        File.WriteAllBytes(path, input);
        _failures[kind] = $"{path}: {why}";
        Console.Error.WriteLine($"{_target.Name}: {path}\n{why}");
    }

    private static string NameOf(ReadOnlySpan<byte> input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];

    private void WriteLine()
    {
        _lastLine = _clock.ElapsedMilliseconds;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_target.Name}: {_inputs:N0} inputs, {_inputs / _clock.Elapsed.TotalSeconds:N0}/s, {_edges.EdgeCount:N0} edges, {_corpus.Count:N0} kept, {_failures.Count} failures"));
    }

    /// <summary>An input that does not end is told by whoever started this process, which finds it in its file.</summary>
    private void EndWhenHanging()
    {
        if (Interlocked.Read(ref _inputStarted) is var started and not 0 && Stopwatch.GetElapsedTime(started) > Hang)
            Environment.FailFast($"an input that takes more than {Hang.TotalSeconds} s");
    }
}
