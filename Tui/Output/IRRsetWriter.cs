using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Prints results one by one as they are found, in one format.</summary>
public interface IRRsetWriter
{
    void Write(RRset rrset);

    /// <summary>Writes what was held back.</summary>
    void Finish();
}
