namespace PassiveDns.Tui.Screens;

/// <summary>A line that the user writes: a question, a filter, a note, a command.</summary>
public sealed class Prompt
{
    private readonly Func<string, PromptFault?> _accept;
    private IReadOnlyList<Suggestion> _suggestions = [];

    /// <param name="label">What is asked for, in a word or two.</param>
    /// <param name="text">To begin with.</param>
    /// <param name="accept">Takes the text; a fault leaves the prompt open.</param>
    public Prompt(string label, string text, Func<string, PromptFault?> accept) => (Label, Text, _accept) = (label, text, accept);

    public string Label { get; }

    public string Text { get; private set; }

    /// <summary>What it says while nothing has been typed.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Whether a suggestion that is chosen is taken at once, as a command is, or put into the text.</summary>
    public bool TakesSuggestions { get; init; }

    /// <summary>Called when the text has changed: text and place of the caret.</summary>
    public Action<Prompt, string, int>? OnText { get; init; }

    /// <summary>What was typed before, the newest first.</summary>
    public IReadOnlyList<string> History { get; init; } = [];

    /// <summary>Why the text was not taken; null when nothing is wrong.</summary>
    public PromptFault? Fault { get; private set; }

    public IReadOnlyList<Suggestion> Suggestions => _suggestions;

    /// <summary>Index into <see cref="Suggestions"/>; null when none is chosen.</summary>
    public int? Chosen { get; private set; }

    /// <summary>The caret, in UTF-16 units, where the prompt wants it; the view has it otherwise.</summary>
    public int Caret { get; private set; }

    /// <summary>The text has changed by the user's hand.</summary>
    public void Type(string text, int caret)
    {
        if (text == Text && caret == Caret) return;
        var isNew = text != Text;
        (Text, Caret) = (text, caret);
        if (!isNew) return;
        (Fault, Chosen) = (null, null);
        OnText?.Invoke(this, text, caret);
    }

    /// <summary>What the text could become; ignored when it is about another text.</summary>
    public void Suggest(string forText, IReadOnlyList<Suggestion> suggestions)
    {
        if (forText != Text) return;
        _suggestions = suggestions;
        Chosen = TakesSuggestions && suggestions.Count > 0 ? 0 : null;
    }

    /// <summary>Chooses the next suggestion, or the one before; without any, goes through the history.</summary>
    public void Choose(int step)
    {
        if (_suggestions.Count > 0)
        {
            var next = (Chosen ?? (step > 0 ? -1 : _suggestions.Count)) + step;
            Chosen = (next + _suggestions.Count) % _suggestions.Count;
        }
        else if (History.Count > 0)
        {
            var place = History.IndexOf(Text) - step; // up is back in time
            Text = place < 0 ? "" : History[Math.Min(place, History.Count - 1)];
            Caret = Text.Length;
            Fault = null;
        }
    }

    /// <summary>Puts the chosen suggestion, or the first, into the text.</summary>
    public void Complete()
    {
        if (_suggestions.Count == 0) return;
        var suggestion = _suggestions[Chosen ?? 0];
        var text = string.Concat(Text.AsSpan(0, suggestion.Start), suggestion.Text, Text.AsSpan(suggestion.Start + suggestion.Length));
        _suggestions = [];
        Type(text, suggestion.Start + suggestion.Text.Length);
    }

    /// <summary>Takes the text, or the suggestion that is chosen.</summary>
    /// <returns>False when it is wrong: <see cref="Fault"/> says why.</returns>
    public bool Accept()
    {
        if (TakesSuggestions && Chosen is { } chosen) return (Fault = _accept(_suggestions[chosen].Text)) is null;
        if (Chosen is not null) Complete();
        return (Fault = _accept(Text)) is null;
    }
}

/// <summary>What is wrong with a prompt's text, and where.</summary>
/// <param name="Start">UTF-16 units from the beginning.</param>
/// <param name="Sentence">What was expected.</param>
public sealed record PromptFault(int Start, int Length, string Sentence);

/// <summary>Something that a prompt's text could become.</summary>
/// <param name="Start">Where in the text it would stand.</param>
/// <param name="Length">What it would stand in the place of.</param>
/// <param name="Description">What it is, in a few words; may be empty.</param>
public sealed record Suggestion(int Start, int Length, string Text, string Description = "");
