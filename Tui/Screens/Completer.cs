using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>Finds what a question could go on with while it is typed: keywords at once, names of the archive a moment later.</summary>
internal sealed class Completer : IDisposable
{
    private const int MostNames = 10;

    private readonly Archive _archive;
    private readonly Action<Action> _post;
    private readonly NameCompletion _names;
    private readonly NameCompletion _targets;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _preparation;
    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <param name="archive">Not asked by anybody else meanwhile; stays with the caller.</param>
    /// <param name="post">Runs an action on the thread that draws, soon.</param>
    public Completer(Archive archive, Action<Action> post)
    {
        (_archive, _post) = (archive, post);
        (_names, _targets) = (new NameCompletion(archive), new NameCompletion(archive, inRData: true));
        _preparation = Task.Run(Prepare);
    }

    /// <summary>Suggests for a prompt; called on the thread that draws.</summary>
    public void Complete(Prompt prompt, string text, int caret)
    {
        var request = QuestionCompletion.At(text, caret);
        var fixedOnes = request.Typed.Length == 0 ? [] : request.Candidates.Select(word => new Suggestion(request.Start, request.Length, word)).ToList();
        if (request.Kind == CompletionKind.Source) fixedOnes.AddRange(Sources(request));
        prompt.Suggest(text, fixedOnes);
        _stop.Cancel();
        _stop.Dispose();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        if (request.Kind != CompletionKind.Name || request.Typed.Length == 0) return;
        var stop = _stop.Token;
        var before = _work;
        _work = Task.Run(
            async () =>
            {
                await before;
                Find(prompt, text, request, fixedOnes, stop);
            },
            CancellationToken.None);
    }

    public void Dispose()
    {
        _end.Cancel();
        _stop.Cancel();
        Task.WaitAll(_preparation, _work);
        _stop.Dispose();
        _end.Dispose();
        _names.Dispose();
        _targets.Dispose();
    }

    private void Find(Prompt prompt, string text, CompletionRequest request, List<Suggestion> fixedOnes, CancellationToken stop)
    {
        try
        {
            var names = (request.InRData ? _targets : _names).Find(request.Typed, MostNames, stop);
            Suggestion[] all = [.. names.Select(name => new Suggestion(request.Start, request.Length, name)), .. fixedOnes];
            _post(() => prompt.Suggest(text, all));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ArchiveException)
        {
            // typing went on, or a part of the archive cannot be read: nothing is offered, and an answer tells of damage
        }
    }

    private IEnumerable<Suggestion> Sources(CompletionRequest request) => _archive.Sources
        .Select(source => Path.GetFileName(source.Path)).Where(name => name.Contains(request.Typed, StringComparison.OrdinalIgnoreCase) && !name.Contains('"', StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal).Take(MostNames).Select(name => new Suggestion(request.Start, request.Length, name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name));

    private void Prepare()
    {
        try
        {
            _names.Prepare(_end.Token);
            _targets.Prepare(_end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ArchiveException)
        {
            // the same as above
        }
    }
}
