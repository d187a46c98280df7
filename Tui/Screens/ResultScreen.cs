using PassiveDns.Formats.Records;
using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Screens;

/// <summary>One question and what has come of it so far.</summary>
public sealed class ResultScreen(Question question) : Screen
{
    /// <summary>Records kept for one question; beyond it the screen says that there are more.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>Rows of which the new ones are still told from those known: the set of these takes memory and time.</summary>
    public const int MostMarked = 100_000;

    /// <summary>Records handed over at a time; the first batch is small so that it comes at once.</summary>
    private const int FirstBatch = 200;
    private const int LaterBatch = 20_000;

    private ResultRows _rows = new();
    private int _arranged; // rows that the order is of
    private int[]? _order; // places of the rows that are shown; null for all as they were found

    public Question Question { get; } = question;

    /// <inheritdoc/>
    public override Question? Asked => Question;

    /// <inheritdoc/>
    public override string Title => Question.Text;

    /// <summary>Rows that are shown.</summary>
    public override int Count => _order?.Length ?? _rows.Count;

    /// <summary>Rows that have come.</summary>
    public int Found => _rows.Count;

    /// <summary>RRsets among the rows that have come.</summary>
    public int RRsetCount { get; private set; }

    /// <summary>Negative answers among the rows that have come.</summary>
    public int NegativeCount { get; private set; }

    /// <summary>There were more than <see cref="MaxRows"/>.</summary>
    public bool IsCut { get; private set; }

    public ResultColumn Column { get; private set; }

    /// <summary>What the user wants to see; the rows may still be on their way to it.</summary>
    public Arrangement Arrangement { get; private set; } = Arrangement.AsFound;

    /// <summary>Rows are being arranged.</summary>
    public bool IsArranging { get; private set; }

    /// <summary>Rows have come since they were arranged.</summary>
    public bool NeedsArranging => !Arrangement.IsAsFound && !IsArranging && _arranged < Found;

    /// <summary>The columns that the cursor goes through, as the view last drew them.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; set; } = [.. Enum.GetValues<ResultColumn>()];

    /// <summary>RRsets that were there before the archive brought others; null where all are as new as the screen.</summary>
    public IReadOnlySet<RRsetIdentity>? Known { get; private set; }

    public ResultRow? Selected => Cursor < Count ? this[Cursor] : null;

    /// <inheritdoc/>
    public override Question? Target => Selected is { } row ? RowTargets.OfCell(row, Column, Sources) : null;

    public ResultRow this[int line] => _rows[_order is null ? line : _order[line]];

    /// <summary>The rows so far, as they were found; other threads may read them.</summary>
    public ReadOnlyMemory<ResultRow> All => _rows.All;

    /// <summary>What is shown now, in its order, each RRset once; other threads may read it, whatever happens here meanwhile.</summary>
    public IEnumerable<RRset> Shown()
    {
        var (rows, order) = (_rows.All, _order);
        return Distinct();

        IEnumerable<RRset> Distinct()
        {
            var seen = new HashSet<RRset>(ReferenceEqualityComparer.Instance);
            for (var line = 0; line < (order?.Length ?? rows.Length); line++)
            {
                var set = rows.Span[order is null ? line : order[line]].Set;
                if (seen.Add(set)) yield return set;
            }
        }
    }

    /// <summary>Takes rows that have come; called on the thread that draws.</summary>
    public void Add(IReadOnlyCollection<ResultRow> rows)
    {
        foreach (var row in rows)
        {
            if (_rows.Count == MaxRows) break;
            _rows.Add(row);
            if (row.Set.Negative is not null) NegativeCount++;
            else if (row.IsFirst) RRsetCount++;
        }
    }

    /// <summary>Gives up its rows: it is to be read again, and the cursor stands where it stood.</summary>
    public void GiveUp()
    {
        Begin();
        Finish(failure: null, isStopped: true);
    }

    /// <inheritdoc/>
    public override void Begin()
    {
        base.Begin();
        (_rows, _order, _arranged, RRsetCount, NegativeCount, IsCut) = (new ResultRows(), null, 0, 0, 0, false);
    }

    /// <inheritdoc/>
    public override void MoveColumn(int columns)
    {
        var place = Math.Max(0, Columns.IndexOf(Column));
        if (Columns.Count > 0) Column = Columns[Math.Clamp(place + columns, 0, Columns.Count - 1)];
    }

    /// <summary>Asks for another arrangement: what is shown stays until <see cref="Show"/>.</summary>
    public void Arrange(Arrangement arrangement)
    {
        Arrangement = arrangement;
        IsArranging = !arrangement.IsAsFound;
        if (arrangement.IsAsFound) Show(arrangement, order: null, Found);
    }

    /// <summary>Shows rows in the order that an arrangement came to; the cursor stays on its row.</summary>
    /// <param name="arranged">How many of the rows were arranged.</param>
    public void Show(Arrangement arrangement, int[]? order, int arranged)
    {
        if (arrangement != Arrangement) return; // something else is wanted by now
        _arranged = arranged;
        var selected = Cursor < Count ? _order?[Cursor] ?? Cursor : -1;
        _order = order;
        IsArranging = false;
        PutCursor(order is null ? selected : Math.Max(0, Array.IndexOf(order, selected)));
    }

    /// <inheritdoc/>
    public override ResultScreen Again() => new(Question) { Column = Column, Arrangement = Arrangement, Columns = Columns };

    /// <summary>
    /// Takes the place of the screen it was made from: RRsets that were not there are new, or when there are none, those that were new before; the cursor stands on the
    /// same record, as far down the page, where that is still there. Among more than <see cref="MostMarked"/> rows none is new.
    /// </summary>
    public override void Succeed(Screen other)
    {
        var before = (ResultScreen)other;
        if (Found <= MostMarked)
        {
            var known = before.Identities();
            Known = HasOther(known) ? known : before.Known;
        }

        StandAs(before);
    }

    /// <summary>Puts the cursor on the record that another screen has it on, as far down the page, where that is still there.</summary>
    private void StandAs(ResultScreen other)
    {
        if (other.Selected is not { } row) return;
        if (LineOf(row, other.Cursor) is not { } line)
        {
            PutCursor(other.Cursor);
            return;
        }

        PutCursor(line);
        ScrollTo(line - (other.Cursor - other.Top), other.PageHeight);
    }

    /// <summary>Where a record stands; looked for from the place where it stood, since few lines come or go.</summary>
    private int? LineOf(ResultRow row, int near)
    {
        var identity = new RRsetIdentity(row.Set);
        for (var away = 0; near - away >= 0 || near + away < Count; away++)
        {
            if (Stands(near - away)) return near - away;
            if (Stands(near + away)) return near + away;
        }

        return null;

        bool Stands(int line) => line >= 0 && line < Count && this[line].RDataStart == row.RDataStart && new RRsetIdentity(this[line].Set) == identity;
    }

    /// <inheritdoc/>
    public override void Read(ScreenReading reading)
    {
        var batch = new List<ResultRow>();
        var limit = FirstBatch;
        var total = 0;
        var isCut = false;
        try
        {
            foreach (var set in QuestionAnswer.Find(reading.Archive, Question, reading.Stop))
            {
                if (isCut = total >= MaxRows) break;
                var before = batch.Count;
                ResultRow.AddRows(set, batch);
                total += batch.Count - before;
                if (batch.Count < limit) continue;
                HandOver(batch, reading);
                batch = [];
                limit = LaterBatch;
            }
        }
        catch (OperationCanceledException)
        {
            // What was found until then stays on the screen.
        }

        HandOver(batch, reading);
        reading.Post(() => IsCut = isCut);
    }

    private HashSet<RRsetIdentity> Identities()
    {
        var identities = new HashSet<RRsetIdentity>();
        foreach (var row in _rows.All.Span) identities.Add(new RRsetIdentity(row.Set));
        return identities;
    }

    private bool HasOther(HashSet<RRsetIdentity> known)
    {
        foreach (var row in _rows.All.Span)
        {
            if (!known.Contains(new RRsetIdentity(row.Set))) return true;
        }

        return false;
    }

    private void HandOver(List<ResultRow> batch, ScreenReading reading) => reading.Post(() => Add(batch));
}
