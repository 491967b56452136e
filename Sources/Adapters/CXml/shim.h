// Debian's libxml2 pulls in ICU's headers, which clash with Foundation's own copy of ICU. Nothing here needs them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>
#include <libxml/parser.h>
