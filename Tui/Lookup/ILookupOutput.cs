using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>What becomes of the results of a lookup.</summary>
internal interface ILookupOutput
{
    /// <inheritdoc cref="IRRsetWriter.Answer"/>
    void Answer(string question);

    /// <returns>False when no more are wanted.</returns>
    bool Write(RRset rrset);

    /// <inheritdoc cref="IRRsetWriter.Finish"/>
    void Finish(AnswerEnd how, string message);

    /// <summary>There are no more questions.</summary>
    void End();

    /// <summary>Cells of a table of which not all was shown.</summary>
    long CellsCut { get; }
}

/// <summary>Prints each RRset.</summary>
internal sealed class RRsetOutput(IRRsetWriter writer) : ILookupOutput
{
    public long CellsCut => writer switch { RRsetTable table => table.CellsCut, NegativeTable table => table.CellsCut, _ => 0 };

    public void Answer(string question) => writer.Answer(question);

    public bool Write(RRset rrset)
    {
        writer.Write(rrset);
        return true;
    }

    public void Finish(AnswerEnd how, string message) => writer.Finish(how, message);

    public void End()
    {
    }
}
