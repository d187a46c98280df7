using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Lookup;

/// <summary>Asks an archive, or a file of RRsets, question after question, and prints the answers.</summary>
internal sealed class LookupRun
{
    private const int MostMissesSaid = 20;

    private readonly LookupRequest _request;
    private readonly CommandContext _context;
    private readonly IRRsetSource _source;
    private readonly ILookupOutput _output;
    private readonly List<string> _misses = [];
    private long _questions;
    private long _faults;
    private long _shown;
    private long? _leftOut = 0; // null when there is more, nobody counted how much
    private LookupQuestion? _last;

    /// <param name="text">Over the context's output.</param>
    public LookupRun(LookupRequest request, IRRsetSource source, TextWriter text, CommandContext context)
    {
        (_request, _source, _context) = (request, source, context);
        _output = Output(text);
    }

    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public ExitCode Run()
    {
        if (_request.IsMerged) AnswerMerged();
        else AnswerEach();
        _context.Output.Flush();
        if (!_request.Quiet) Report();
        WriteMisses();
        if (_faults > 0) return ExitCode.DamagedInput;
        return _shown == 0 && _request.FailEmpty ? ExitCode.Empty : ExitCode.Done;
    }

    /// <summary>What a file of RRsets, or an archive, is called in messages.</summary>
    private string Where => _source is Archive archive
        ? $"{_request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})"
        : _request.CofFile == "-" ? "standard input" : _request.CofFile!;

    private ILookupOutput Output(TextWriter text)
    {
        if (_request.GroupBy is { } grouping) return new GroupedOutput(grouping, (_source as Archive)?.Suffixes ?? PublicSuffixList.Default, text, _context.Output, _request);
        if (_request.Verb == LookupVerb.Summarize) return new SummaryOutput(text, _context.Output, _request);
        return new RRsetOutput(RRsetWriters.Create(_request, text, _context.Output, _source.Sources, () => _last?.IsByOwner != false));
    }

    private void AnswerEach()
    {
        foreach (var step in _request.Steps)
        {
            if (_request.IsVerbose) WriteLine($"++ {step.Text}");
            var fault = "";
            if (step.Question is null) fault = Refuse(step);
            else Answer(step.Question, step.Scope);
            if (_request.IsFramed) WriteLine(!_request.IsVerbose ? "--" : fault.Length > 0 ? $"-- ERROR ({fault})" : "-- NOERROR (no error)");
            if (_request.IsFramed) _context.Output.Flush(); // somebody may wait for the mark to ask on
        }

        _output.End();
    }

    private void AnswerMerged()
    {
        var scope = new LookupScope();
        var results = new List<IEnumerable<RRset>>();
        foreach (var step in _request.Steps)
        {
            scope = step.Scope;
            if (step.Question is null) Refuse(step);
            else results.Add(Find(step.Question, Begin(step.Question, step.Scope), step.Scope));
        }

        Print(results.SelectMany(one => one), scope);
        _output.End();
    }

    private void Answer(LookupQuestion question, LookupScope scope)
    {
        var parts = Begin(question, scope);
        if (_request.HasSeveral) _output.Answer(question.Text);
        var before = _shown;
        if (_request is { Order.IsNewestFirst: true, AtMilliseconds: null } && scope is { Limit: > 0, Offset: 0, IsBySource: false } && _source is Archive archive
            && parts is [{ IsOneQuery: true, Query: var query }])
        {
            var newest = archive.FindNewest(query, scope.Limit, out var found, _context.Interruption);
            Write(newest, found - newest.Count);
        }
        else
        {
            Print(Find(question, parts, scope), scope);
        }

        if (_shown == before && _request.HasSeveral) _misses.Add(question.Text);
    }

    /// <summary>The whole of a question.</summary>
    private IReadOnlyList<QuestionPart> Begin(LookupQuestion question, LookupScope scope)
    {
        _questions++;
        _last = question;
        return question.Under(_request.Filter with { Fence = scope.Fence });
    }

    private IEnumerable<RRset> Find(LookupQuestion question, IReadOnlyList<QuestionPart> parts, LookupScope scope)
    {
        var results = QuestionAnswer.Find(_source, parts, _context.Interruption);
        if (_request.AtMilliseconds is { } time)
        {
            // What a name pointed to last is known; what points to an address, and then to another, is not among the results any more.
            results = question.IsByOwner ? PointInTime.Of(results, time) : results.Where(rrset => rrset.Window.FirstMilliseconds <= time && rrset.Window.LastMilliseconds >= time);
        }

        return scope.IsBySource ? BySource.Of(results) : results;
    }

    private void Print(IEnumerable<RRset> results, LookupScope scope)
    {
        long? leftOut = 0;
        if (_request.Order is { } order)
        {
            results = order.Sort(results, scope.Limit == 0 ? 0 : (long)scope.Limit + scope.Offset, out var over);
            leftOut = over;
        }

        results = results.Skip(scope.Offset);
        if (scope.Limit > 0 && _request.Order is null) WriteUpTo(scope.Limit, results);
        else Write(results, leftOut);
    }

    /// <summary>One more is looked for than is wanted, to know whether there is.</summary>
    private void WriteUpTo(int limit, IEnumerable<RRset> results)
    {
        long? leftOut = 0;
        Write(Some(), () => leftOut);

        IEnumerable<RRset> Some()
        {
            var taken = 0;
            foreach (var rrset in results)
            {
                if (taken++ < limit)
                {
                    yield return rrset;
                    continue;
                }

                leftOut = null;
                yield break;
            }
        }
    }

    private void Write(IEnumerable<RRset> results, long? leftOut) => Write(results, () => leftOut);

    private void Write(IEnumerable<RRset> results, Func<long?> leftOut)
    {
        var shown = 0L;
        try
        {
            foreach (var rrset in results)
            {
                _context.Interruption.ThrowIfCancellationRequested();
                if (!_output.Write(rrset)) break;
                shown++;
            }
        }
        catch (Exception e)
        {
            _output.Finish(AnswerEnd.Failed, Failure.Explain(e)?.Sentence ?? e.GetType().Name);
            throw;
        }

        _shown += shown;
        _leftOut = leftOut() is { } more ? _leftOut + more : null;
        _output.Finish(leftOut() == 0 ? AnswerEnd.Complete : AnswerEnd.Limited, leftOut() == 0 ? "" : $"{Quantity.Number(shown)} of {Total(shown, leftOut())}");
    }

    private string Refuse(LookupStep step)
    {
        _faults++;
        _context.Messages.Write($"{step.Fault}");
        return step.Fault;
    }

    private void Report()
    {
        var unit = _request.IsNegative ? "negative answer" : "RRset";
        if (_output.CellsCut > 0) _context.Messages.Write($"{Quantity.Count(_output.CellsCut, "cell")} cut to fit: --wide shows all");
        if (_leftOut is not 0) _context.Messages.Write($"{Quantity.Number(_shown)} of {Total(_shown, _leftOut)} {unit}s shown: -l 0 for all");
        else if (_shown > 0 || _questions > 1) _context.Messages.Write($"{Quantity.Count(_shown, unit)}");
        else if (_last is null) _context.Messages.Write($"no question was asked");
        else _context.Messages.Write($"nothing found for {_last.Text} in {Where}");
        if (_misses.Count == 0 || _shown == 0 && _questions == 1) return;
        _context.Messages.Write($"nothing found for {Quantity.Number(_misses.Count)} of {Quantity.Count(_questions, "question")} in {Where}:");
        foreach (var miss in _misses.Take(MostMissesSaid)) _context.Messages.Write($"  {miss}");
        if (_misses.Count > MostMissesSaid) _context.Messages.Write($"  and {Quantity.Number(_misses.Count - MostMissesSaid)} more: --misses FILE takes them all");
    }

    private void WriteMisses()
    {
        if (_request.MissesFile is not { } path) return;
        using var file = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.Write)) { NewLine = "\n" };
        foreach (var miss in _misses) file.WriteLine(miss);
    }

    private static string Total(long shown, long? leftOut) => leftOut is { } over ? Quantity.Number(shown + over) : "more";

    private void WriteLine(string line) => _context.Output.Write(Encoding.UTF8.GetBytes(TerminalText.Sanitise(line) + "\n"));
}
