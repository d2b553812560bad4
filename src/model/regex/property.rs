//! Unicode properties in `\p{…}`. General categories and binary properties are checked against the lists of ECMA-262;
//! names of scripts, of which every year brings more, are accepted when they are written like one. What is in a property
//! is known roughly: exactly where the language knows it, else as a guess that is marked as one.

use super::charset::{CharSet, LAST};
use super::parse::Mode;

/// General categories, long and short.
const CATEGORIES: &str = "C Other Cc Control cntrl Cf Format Cn Unassigned Co Private_Use Cs Surrogate L Letter LC Cased_Letter Ll \
    Lowercase_Letter Lm Modifier_Letter Lo Other_Letter Lt Titlecase_Letter Lu Uppercase_Letter M Mark \
    Combining_Mark Mc Spacing_Mark Me Enclosing_Mark Mn Nonspacing_Mark N Number Nd Decimal_Number digit Nl \
    Letter_Number No Other_Number P Punctuation punct Pc Connector_Punctuation Pd Dash_Punctuation Pe \
    Close_Punctuation Pf Final_Punctuation Pi Initial_Punctuation Po Other_Punctuation Ps Open_Punctuation S \
    Symbol Sc Currency_Symbol Sk Modifier_Symbol Sm Math_Symbol So Other_Symbol Z Separator Zl Line_Separator \
    Zp Paragraph_Separator Zs Space_Separator";

/// Binary properties, long and short.
const BINARY: &str = "ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Assigned Bidi_Control Bidi_C Bidi_Mirrored Bidi_M \
    Case_Ignorable CI Cased Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased \
    CWL Changes_When_NFKC_Casefolded CWKCF Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash \
    Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier \
    EMod Emoji_Modifier_Base EBase Emoji_Presentation EPres Extended_Pictographic ExtPict Extender Ext \
    Grapheme_Base Gr_Base Grapheme_Extend Gr_Ext Hex_Digit Hex IDS_Binary_Operator IDSB IDS_Trinary_Operator \
    IDST ID_Continue IDC ID_Start IDS Ideographic Ideo Join_Control Join_C Logical_Order_Exception LOE \
    Lowercase Lower Math Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn Pattern_White_Space Pat_WS \
    Quotation_Mark QMark Radical Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD \
    Terminal_Punctuation Term Unified_Ideograph UIdeo Uppercase Upper Variation_Selector VS White_Space space \
    XID_Continue XIDC XID_Start XIDS";

/// Properties of texts, under the `v` flag only.
const OF_TEXTS: &str = "Basic_Emoji Emoji_Keycap_Sequence RGI_Emoji_Modifier_Sequence RGI_Emoji_Flag_Sequence \
    RGI_Emoji_Tag_Sequence RGI_Emoji_ZWJ_Sequence RGI_Emoji";

/// What is in a property, and whether that is known exactly; or why there is no such property.
pub(super) fn set(name: &str, mode: Mode) -> Result<(CharSet, bool), String> {
    if let Some((property, value)) = name.split_once('=') {
        return match property {
            "General_Category" | "gc" if is_in(CATEGORIES, value) => Ok(members(value)),
            "Script" | "sc" | "Script_Extensions" | "scx" if is_script(value) => Ok(members("Script")),
            "General_Category" | "gc" | "Script" | "sc" | "Script_Extensions" | "scx" => {
                Err(format!("Unicode knows no `{value}` there"))
            }
            _ => Err(format!("ECMA-262 knows no property `{property}`")),
        };
    }
    if is_in(CATEGORIES, name) || is_in(BINARY, name) || (mode == Mode::Sets && is_in(OF_TEXTS, name)) {
        return Ok(members(name));
    }
    let bare = name.strip_prefix("Is").or_else(|| name.strip_prefix("In")).unwrap_or(name);
    if is_in(COMMON_SCRIPTS, bare) {
        return Err(format!("ECMA-262 knows no property `{name}`; the script is written `\\p{{Script={bare}}}`"));
    }
    Err(format!("ECMA-262 knows no property `{name}`"))
}

/// Scripts that are often written without `Script=`, as other dialects allow.
const COMMON_SCRIPTS: &str = "Latin Greek Cyrillic Arabic Hebrew Han Hiragana Katakana Hangul Thai Devanagari Armenian Georgian Bengali \
    Tamil Common";

fn is_in(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == name)
}

/// `Latin`, `Latn`, `Old_Persian`.
fn is_script(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_uppercase()) && value.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
}

fn members(name: &str) -> (CharSet, bool) {
    let by = |test: fn(char) -> bool| {
        let low = (0..NEAR).filter(|c| char::from_u32(*c).is_some_and(test)).map(|c| (c, c));
        CharSet::of(low.chain([(NEAR, LAST)]))
    };
    match name {
        "Any" => (CharSet::any(), true),
        "ASCII" => (CharSet::of([(0, 0x7F)]), true),
        "ASCII_Hex_Digit" | "AHex" => (CharSet::of([(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]), true),
        "Cc" | "Control" | "cntrl" => (CharSet::of([(0, 0x1F), (0x7F, 0x9F)]), true),
        "L" | "Letter" | "LC" | "Cased_Letter" | "Lo" | "Other_Letter" | "Alphabetic" | "Alpha" | "Script"
        | "ID_Start" | "IDS" | "XID_Start" | "XIDS" | "Cased" => (by(char::is_alphabetic), false),
        "Ll" | "Lowercase_Letter" | "Lowercase" | "Lower" => (by(char::is_lowercase), false),
        "Lu" | "Uppercase_Letter" | "Uppercase" | "Upper" => (by(char::is_uppercase), false),
        "N" | "Number" | "Nd" | "Decimal_Number" | "digit" => (by(char::is_numeric), false),
        "P" | "Punctuation" | "punct" | "Po" | "Other_Punctuation" | "S" | "Symbol" | "Emoji" => {
            (by(|c| c.is_ascii_punctuation() || (!c.is_ascii() && !c.is_alphanumeric())), false)
        }
        "Z" | "Separator" | "Zs" | "Space_Separator" => (by(|c| c.is_whitespace() && !c.is_control()), false),
        "White_Space" | "space" => (by(char::is_whitespace), false),
        "ID_Continue" | "IDC" | "XID_Continue" | "XIDC" => (by(|c| c.is_alphanumeric() || c == '_'), false),
        "M" | "Mark" | "Combining_Mark" | "Mn" | "Nonspacing_Mark" | "Mc" | "Spacing_Mark" | "Me"
        | "Enclosing_Mark" => (CharSet::of([(0x300, 0x36F), (0x483, LAST)]), false),
        _ => (CharSet::any(), false),
    }
}

/// Below this the categories are asked for, above everything is taken to be in.
const NEAR: u32 = 0x3000;
